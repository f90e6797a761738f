import { strict as assert } from "node:assert";
import type { FlagSpec } from "./command.ts";
import { parseCommand } from "./parse_command.ts";

const SPECS: readonly FlagSpec[] = [
  ...["seed", "at", "symbols", "universe", "window", "port"],
  ...["strategyTimeoutMs", "strategyMemoryMb", "dataDir"],
].map((name) => {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter}`);
  return {
    ...{ name, flag: `--${words.toLowerCase()}`, value: "X" },
    ...{ group: "Server", help: `${name} of it` },
    variable: `QTC_${words.toUpperCase().replaceAll("-", "_")}`,
  };
});

Deno.test("addStrategyCommands() reads each command with its flags", () => {
  assert.deepEqual(parse("strategy new x"), {
    ...{ command: "strategy", word: "new", folder: "x" },
  });
  assert.deepEqual(parse("strategy check ."), {
    ...{ command: "strategy", word: "check", path: ".", json: false },
    flags: {},
  });
  assert.deepEqual(
    parse("strategy check x --entry a:B --params {} --json --window 5"),
    {
      ...{ command: "strategy", word: "check", path: "x", json: true },
      ...{ entry: "a:B", params: "{}", flags: { window: "5" } },
    },
  );
  assert.deepEqual(
    parse("strategy run x --minutes 5 --cash 7 --seed 2 --at 2026-11-18"),
    {
      ...{ command: "strategy", word: "run", path: "x", json: false },
      ...{ minutes: "5", cash: "7", flags: { seed: "2", at: "2026-11-18" } },
    },
  );
  assert.deepEqual(parse("strategy watch x --strategy-timeout-ms 100"), {
    ...{ command: "strategy", word: "watch", path: "x", json: false },
    flags: { strategyTimeoutMs: "100" },
  });
  assert.deepEqual(parse("strategy versions alpha --data-dir D"), {
    ...{ command: "strategy", word: "versions", teamId: "alpha" },
    flags: { dataDir: "D" },
  });
  assert.deepEqual(parse("strategy rollback alpha c0de"), {
    ...{ command: "strategy", word: "rollback", teamId: "alpha" },
    ...{ version: "c0de", flags: {} },
  });
});

Deno.test("addStrategyCommands() helps with all and with each", () => {
  for (const words of ["strategy", "strategy --help", "help strategy"]) {
    const result = parse(words);
    assert(result.command === "help", words);
    assert.match(result.text, /^Usage: qtc strategy <command>/);
    const all = ["new", "check", "run", "watch", "versions", "rollback"];
    for (const word of all) {
      assert.match(result.text, new RegExp(`^ +${word} `, "m"));
    }
  }
  for (const words of ["strategy run --help", "strategy help run"]) {
    const result = parse(words);
    assert(result.command === "help", words);
    assert.match(result.text, /^Usage: qtc strategy run/);
    const flat = result.text.replace(/\s+/g, " ");
    const flags = ["--entry", "--params", "--cash", "--minutes", "--json"];
    for (const flag of [...flags, "--seed", "--window"]) {
      assert(flat.includes(`${flag} `), flag);
    }
    assert.match(flat, /--seed <X> seed of it \(QTC_SEED\)/);
    assert.doesNotMatch(flat, /--port/);
  }
});

const REFUSED: readonly [string, RegExp][] = [
  ["strategy chek", /unknown command 'chek' \(Did you mean check\?\)/],
  ["strategy help chek", /unknown command 'chek' \(Did you mean check\?\)/],
  ["strategy new", /missing required argument 'folder'/],
  ["strategy check", /missing required argument 'path'/],
  ["strategy check a b", /too many arguments for 'check'/],
  ["strategy check . --minutes 5", /unknown flag '--minutes'/],
  ["strategy check . --seed 5", /unknown flag '--seed'/],
  ["strategy run . --prams {}", /unknown flag '--prams'.*--params/],
  ["strategy watch . --json", /unknown flag '--json'/],
  ["strategy run . --minutes", /'--minutes <N>' argument missing/],
  ["strategy rollback alpha", /missing required argument 'version'/],
  ["--port 1 strategy new x", /'--port' is not for qtc strategy new/],
  ["--port 1 strategy run x", /'--port' is not for qtc strategy run/],
];
for (const [words, message] of REFUSED) {
  Deno.test(`addStrategyCommands() refuses qtc ${words}`, () => {
    assert.throws(() => parse(words), { code: "invalid", message });
  });
}

function parse(words: string) {
  return parseCommand(words.split(" "), SPECS);
}
