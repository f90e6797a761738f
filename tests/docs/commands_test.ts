import { strict as assert } from "node:assert";
import { join } from "node:path";
import { linesOf, readLine } from "./command_line.ts";
import { type Block, blocksOf, PAGES } from "./page.ts";
import { isCommand, type Scene, scene } from "./scene.ts";

/** Commands that run elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "tools/deno task start":
    "its two parts, the build and this very start, are run by the task test",
  "tools/deno task test": "this test is a part of it",
  "./qtc strategy watch mine":
    "it never ends; tests/binary/strategy_kit_test.ts runs it",
  [
    "ALPACA_API_KEY=… ALPACA_API_SECRET=… " +
    "./qtc --registry team_registry.yaml --broker simulated"
  ]: "it wants keys; tests/binary/rehearsal_test.ts does it with a fake Alpaca",
  "./qtc fake-alpaca --bars bars --port 8100 --speed 60":
    "it never ends; src/program/fake_alpaca_test.ts runs it",
  [
    "ALPACA_API_KEY=PKFAKE ALPACA_API_SECRET=fake " +
    "QTC_ALPACA_TRADING_URL=http://127.0.0.1:8100 " +
    "QTC_ALPACA_DATA_URL=http://127.0.0.1:8100 " +
    "QTC_ALPACA_STREAM_URL=ws://127.0.0.1:8100 " +
    "./qtc --registry team_registry.yaml --broker simulated --data-dir rehearsal"
  ]: "it wants the fake Alpaca of the line before",
  [
    'curl -H "X-Fake-Secret: $SECRET" -d ' +
    `'{"name":"F11","probability":0.05}' http://127.0.0.1:8100/__fake/faults`
  ]: "src/adapters/fake_alpaca/control_test.ts sets faults",
  'curl -H "X-Fake-Secret: $SECRET" -X DELETE http://127.0.0.1:8100/__fake/faults':
    "src/adapters/fake_alpaca/control_test.ts clears faults",
};

/** Blocks that are no commands, and are checked in other tests or not at all. */
const OTHER = [
  ...["yaml", "json", "sql", "ini", "env", "cron", "nginx", "caddy"],
  ...["csv", "ts", "fault"],
];

/** Sections that speak of a new folder, and what they take for granted there. */
const ANEW: Readonly<Record<string, (stage: Scene) => Promise<void>>> = {
  "docs/operations.md: Bars of the past": async (stage) => {
    const begin = "./qtc --registry team_registry.yaml --at 2026-11-18";
    await stage.run("./qtc init");
    await stage.run(`${begin} --speed max --duration 3`);
    await stage.run("./qtc --registry team_registry.yaml");
  },
  "README.md: Real bars": async (stage) => {
    await stage.run("./qtc init");
    await Deno.mkdir(join(stage.cwd, "bars"));
    const rows = Array.from(
      { length: 20 },
      (_, index) =>
        `AAPL,2013-10-07T13:${30 + index}:00Z,100,101,99,100.5,100000\n`,
    );
    await Deno.writeTextFile(
      join(stage.cwd, "bars", "day.csv"),
      `symbol,timestamp,open,high,low,close,volume\n${rows.join("")}`,
    );
  },
};

Deno.test("a page's blocks are of kinds that are known", () => {
  for (const page of PAGES) {
    for (const { place, language } of blocksOf(page)) {
      const known = ["sh", "text", ...OTHER].includes(language) ||
        language === "indented" && page === "README.md";
      assert.ok(known, `${place}: nobody checks ${language || "plain"} blocks`);
    }
  }
});

for (const page of PAGES) {
  const blocks = blocksOf(page).filter(({ language }) =>
    ["sh", "indented"].includes(language)
  );
  if (blocks.length === 0) continue;
  Deno.test(`${page}: its commands run, in its order`, async () => {
    await runPage(page, blocks, blocksOf(page));
  });
}

Deno.test("readLine() reads words, quotes and variables, and nothing else", () => {
  assert.deepEqual(readLine(`A=1 ./qtc --teams "a b" 'c;d' x?k=v`), {
    text: `A=1 ./qtc --teams "a b" 'c;d' x?k=v`,
    env: { A: "1" },
    words: ["./qtc", "--teams", "a b", "c;d", "x?k=v"],
  });
  for (const line of ["a | b", "a > b", "a; b", "a $HOME", "a *.ts", "a &"]) {
    assert.throws(() => readLine(line), /write plain words/);
  }
});

Deno.test("linesOf() joins lines and leaves out comments", () => {
  assert.deepEqual(
    linesOf("# first\n./qtc backup \\\n  there   # it is\n\ncurl a#b\n"),
    ["./qtc backup there", "curl a#b"],
  );
});

Deno.test("a page's command that nobody knows, or that fails, fails its test", async () => {
  const page = (...lines: string[]): Block[] => [{
    ...{ place: "made-up.md:1", section: "", language: "sh" },
    text: lines.join("\n"),
  }];
  const lines = ["./qtc verfy", "./qtc verify", "systemctl start qtc"];
  for (const line of [...lines, "rm -r /tmp/nothing", "cp a ../b"]) {
    const blocks = page(line);
    await assert.rejects(() => runPage("made-up.md", blocks, blocks), line);
  }
});

/** Runs the commands of a page; what it shows as output must have been printed. */
async function runPage(
  page: string,
  blocks: readonly Block[],
  all: readonly Block[],
): Promise<void> {
  let printed = "";
  const shown: string[] = all.filter(({ language }) => language === "text")
    .flatMap(({ text }) => text.split("\n"));
  let stage = await scene();
  let before = "";
  try {
    for (const { place, section, text } of blocks) {
      const prepare = ANEW[`${page}: ${section}`];
      if (prepare && section !== before) {
        await stage[Symbol.asyncDispose]();
        printed += stage.printed();
        stage = await scene();
        await prepare(stage);
      }
      before = section;
      for (const line of linesOf(text)) {
        if (line in ELSEWHERE) continue;
        if (!isCommand(line)) shown.push(line);
        else {
          await stage.run(line).catch((error) => {
            throw new Error(`${place}: ${line}: ${error.message}`);
          });
        }
      }
    }
  } finally {
    await stage[Symbol.asyncDispose]();
  }
  printed += stage.printed();
  for (const line of shown) {
    assert.match(printed, pattern(line), `${page}: nothing prints "${line}"`);
  }
}

/** `…` stands for anything; the port is another one here. */
function pattern(line: string): RegExp {
  const parts = line.split(/…|(?<=localhost:)8000/).map((part) =>
    part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  );
  return new RegExp(parts.join(".*"));
}
