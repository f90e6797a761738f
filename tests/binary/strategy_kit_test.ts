import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listing } from "./folder_listing.ts";
import {
  BINARY,
  type Ended,
  ROOT,
  run,
  spawn,
  tempFolder,
  waitFor,
} from "./qtc.ts";
import { childrenOf, isAlive } from "./processes.ts";
import { WRONG_STRATEGIES, type WrongStrategy } from "./wrong_strategies.ts";

/** Checks under way at once. */
const SLOTS = 2;
/** Fields of a trial that differ each time. */
const MEASURED = ["ms", "wall_ms", "cpu_ms"];

Deno.test("qtc strategy check explains what is wrong: type, place, source line, remedy", async () => {
  await using folder = await tempFolder();
  const left = WRONG_STRATEGIES.entries();
  const faults: string[] = [];
  const slot = async (): Promise<void> => {
    for (const [index, wrong] of left) {
      const path = `wrong${index}`;
      writeFiles(join(folder.path, path), wrong);
      const entry = wrong.entry === undefined ? [] : ["--entry", wrong.entry];
      const limit = ["--strategy-timeout-ms", "1000"];
      const args = ["strategy", "check", path, ...entry, ...limit];
      const ended = await run(args, { cwd: folder.path });
      const fault = faultOf(wrong, ended);
      if (fault !== undefined) {
        faults.push(`${wrong.name}: ${fault}\n${ended.stdout}${ended.stderr}`);
      }
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, slot));
  assert.ok(WRONG_STRATEGIES.length >= 20);
  assert.deepEqual(faults, []);
});

/** Returns what is missing in what was said about a strategy. */
function faultOf(
  { type, place, remedy }: WrongStrategy,
  { code, stdout, stderr }: Ended,
): string | undefined {
  if (code !== 1) return `exit code ${code}`;
  if (stderr !== "") return "something on the standard error";
  if (!stdout.includes("\nREFUSED: ")) return "no verdict";
  const said = stdout.split("\n\n")[1] ?? "";
  if (!said.startsWith(`${type}: `)) return `the type is not ${type}`;
  const todo = /^ {2}What to do: (.*)$/m.exec(stdout)?.[1] ?? "";
  if (!remedy.test(`${said} ${todo}`) || todo === "") return "no such remedy";
  if (place === "") return undefined;
  const at = /\((\S+:\d+:\d+)\)/.exec(said)?.[1] ?? "";
  if (!at.startsWith(place)) return `the place is ${at}, not ${place}`;
  const line = at.split(":")[1];
  const isShown = new RegExp(`^ {2}${line} \\| .*\\n +\\^$`, "m").test(stdout);
  return isShown ? undefined : "no source line";
}

function writeFiles(
  folder: string,
  { files }: Pick<WrongStrategy, "files">,
): void {
  const all = typeof files === "string" ? { "strategy.ts": files } : files;
  for (const [name, text] of Object.entries(all)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

Deno.test("the binary alone makes a strategy, checks it and lets it trade", async () => {
  await using folder = await tempFolder();
  const binary = join(folder.path, "qtc");
  await Deno.copyFile(BINARY, binary);
  const started = await run(["strategy", "new", "x"], {
    cwd: folder.path,
    binary,
  });
  assert.equal(started.code, 0, started.stderr);
  assert.match(started.stdout, /qtc strategy check x\n.*qtc strategy run x /);
  const cwd = join(folder.path, "x");
  const before = listing(cwd);
  const check = await run(["strategy", "check", "."], { cwd, binary });
  assert.equal(check.code, 0, check.stdout + check.stderr);
  assert.match(check.stdout, /^class {4}strategy:MyStrategy$/m);
  assert.match(check.stdout, /^GOOD: /m);
  const trial = await run(["strategy", "run", ".", "--minutes", "30"], {
    cwd,
    binary,
  });
  assert.equal(trial.code, 0, trial.stdout + trial.stderr);
  assert.equal(trial.stdout.match(/^20\d\d-\d\d-\d\d .* ok /gm)?.length, 30);
  assert.match(trial.stdout, /^ +fill {4}bought .* AAPL at /m);
  assert.match(trial.stdout, /^called {4}30 minutes: 30 ok$/m);
  assert.deepEqual(listing(cwd), before, "something was left behind");
  for (const args of [["check", "."], ["test", "-A"]]) {
    const { code, stdout, stderr } = await new Deno.Command(
      join(ROOT, "tools", "deno"),
      { args, cwd },
    ).output();
    const text = [stdout, stderr].map((each) => new TextDecoder().decode(each));
    assert.equal(code, 0, text.join("\n"));
  }
  const again = await run(["strategy", "new", "."], { cwd, binary });
  assert.equal(again.code, 2);
  assert.match(
    again.stderr,
    /^Cannot make strategy "\.": there is \S+ and \d more already/,
  );
});

Deno.test("qtc strategy run does the same with the same seed, and fails with a minute", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  writeFiles(join(cwd, "s"), {
    files:
      "export class S {\n  calls = 0;\n  generateSignal(team, bars, prices) {\n" +
      '    if (++this.calls === 4) throw new Error("four");\n' +
      "    return { symbol: 'BTC', action: 'buy', quantity: Math.random() / 100,\n" +
      "      price: prices.BTC };\n  }\n}\n",
  });
  const trial = async (...more: string[]) => {
    const args = ["strategy", "run", "s", "--json", "--minutes", "6", ...more];
    const { code, stdout, stderr } = await run(args, { cwd });
    const value = JSON.parse(
      stdout,
      (key, each) => MEASURED.includes(key) ? undefined : each,
    );
    return { code, stderr, value };
  };
  const at = ["--at", "2026-11-18"];
  const first = await trial(...at, "--seed", "5");
  assert.deepEqual([first.code, first.stderr], [1, ""]);
  assert.deepEqual(await trial(...at, "--seed", "5"), first);
  const other = await trial(...at, "--seed", "6");
  assert.notDeepEqual(other.value, first.value);
  const { minutes } = first.value;
  assert.deepEqual(
    minutes.map(({ outcome }: { outcome: string }) => outcome),
    ["ok", "ok", "ok", "error", "ok", "ok"],
  );
  assert.match(minutes[3].error.message, /four \(strategy\.ts:4:\d+\)/);
});

Deno.test("qtc strategy run ends at once on Ctrl-C, also beside a spinner", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  writeFiles(cwd, {
    files: "let calls = 0;\nexport class S {\n  generate_signal() {\n" +
      "    if (++calls > 3) for (;;);\n  }\n}\n",
  });
  const args = ["strategy", "run", "strategy.ts", "--minutes", "1000"];
  await using process = spawn(args, { cwd });
  await waitFor("its third minute", () => {
    return (process.stdout().match(/ ok /g)?.length ?? 0) >= 3;
  });
  const children = childrenOf(process.pid);
  process.kill("SIGINT");
  const { code, stdout } = await process.ended;
  assert.equal(code, 130, stdout);
  assert.match(stdout, /^called {4}3 minutes: 3 ok$/m);
  assert.ok(children.length > 0);
  await waitFor("the end of its processes", () => !children.some(isAlive));
});

Deno.test("qtc strategy watch survives every way of saving", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const path = join(cwd, "s", "strategy.ts");
  const good = "export class S {\n  generate_signal() {}\n}\n";
  writeFiles(join(cwd, "s"), { files: good });
  await using process = spawn(["strategy", "watch", "s", "--minutes", "2"], {
    cwd,
  });
  const rounds = () =>
    process.stdout().split("Waiting for the next save").length;
  const round = (count: number) =>
    waitFor(`round ${count}`, () => rounds() > count);
  await round(1);
  assert.match(process.stdout(), /^called {4}2 minutes: 2 ok$/m);
  writeFileSync(path, "export class S {");
  await round(2);
  assert.match(process.stdout(), /^SyntaxError: .*\(strategy\.ts:1:/m);
  await Deno.rename(join(cwd, "s"), join(cwd, "t"));
  await round(3);
  assert.match(process.stdout(), /there is no such folder or file/);
  await Deno.mkdir(join(cwd, "s"));
  writeFileSync(`${path}.saving`, good);
  await Deno.rename(`${path}.saving`, path);
  await round(4);
  assert.equal(process.stdout().match(/^GOOD: /gm)?.length, 2);
  process.kill("SIGINT");
  assert.equal((await process.ended).code, 0);
});

Deno.test("qtc strategy check says what it cannot read", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  writeFiles(join(cwd, "s"), { files: "" });
  await Deno.chmod(join(cwd, "s", "strategy.ts"), 0);
  await new Deno.Command("mkfifo", { args: [join(cwd, "fifo.ts")] }).output();
  await Deno.chmod(cwd, 0o755);
  const cases = [
    ["s", 'Cannot read "strategy.ts": there is no permission to read it'],
    ["fifo.ts", 'Cannot read "fifo.ts": it is a pipe; a strategy is a folder'],
    ["/dev/null", 'Cannot read "/dev/null": it is a device; a strategy is'],
  ] as const;
  // Nothing is closed to root; and for others the binary may be.
  const nobody = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};
  const binary = join(cwd, "qtc");
  await Deno.copyFile(BINARY, binary);
  for (const [path, says] of cases) {
    const { code, stdout, stderr } = await new Deno.Command(binary, {
      ...{ args: ["strategy", "check", path], cwd, ...nobody },
    }).output();
    const [said, wrong] = [stdout, stderr].map((each) =>
      new TextDecoder().decode(each)
    );
    assert.deepEqual([code, wrong], [1, ""], said);
    assert.ok(said?.includes(`\n\nPackageError: ${says}`), said);
  }
});

Deno.test("qtc strategy check takes a class that CommonJS exports", async () => {
  await using folder = await tempFolder();
  writeFiles(folder.path, {
    files: "class A { generate_signal() {} }\nmodule.exports = { A };\n",
  });
  const { code, stdout } = await run(["strategy", "check", "."], {
    cwd: folder.path,
  });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^class {4}strategy:A$/m);
});

Deno.test("qtc strategy ends with 2 when the command is wrong", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const two = "export class A { generate_signal() {} }\n" +
    "export class B { generate_signal() {} }\n";
  writeFiles(join(cwd, "two"), { files: two });
  await Deno.mkdir(join(cwd, "none"));
  writeFiles(join(cwd, "links"), { files: { "strategy.mts": two } });
  await Deno.symlink("../two/strategy.ts", join(cwd, "links", "strategy.ts"));
  const cases: readonly (readonly [string, RegExp])[] = [
    ["check nothing", /there is no such folder or file/],
    ["check none", /it has no \.ts or \.js file/],
    ["check two", /there are strategy:A, strategy:B; name one with --entry/],
    ["check two --entry A", /--entry "A": it must be a file/],
    ["check two --params [1]", /--params "\[1\]": it must be an object/],
    ["check links", /it has no \.ts or \.js file \(links, .*\.mts/],
    ["check two --window 0", /--window: must be/],
    ["run two --entry strategy:A --minutes 0", /--minutes "0": it must be/],
    ["run two --entry strategy:A --cash x", /--cash "x": it must be dollars/],
    ["watch nothing", /there is no such folder or file/],
    ["chek two", /unknown command 'chek' \(Did you mean check\?\)/],
  ];
  for (const [words, says] of cases) {
    const { code, stdout, stderr } = await run(
      ["strategy", ...words.split(" ")],
      { cwd },
    );
    assert.equal(code, 2, `${words}\n${stdout}${stderr}`);
    assert.match(stderr, says, words);
    assert.match(stderr, /^Cannot [^\n]*\n( {2}[^\n]+\n)*$/, words);
  }
  const both = await run(
    ["strategy", "check", "two", "--entry", "strategy:B"],
    {
      cwd,
    },
  );
  assert.equal(both.code, 0, both.stdout);
});
