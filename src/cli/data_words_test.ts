import { strict as assert } from "node:assert";
import type { FlagSpec } from "./command.ts";
import { parseCommand } from "./parse_command.ts";

const SPECS: readonly FlagSpec[] = ["dataDir", "feed", "bars", "symbols"].map(
  (name) => ({
    name,
    flag: `--${name === "dataDir" ? "data-dir" : name}`,
    value: "X",
    group: "Server",
    help: `${name} of it`,
  }),
);

Deno.test("parseCommand() reads what backfills and repairs", () => {
  assert.deepEqual(
    parse("backfill --from 2026-11-16 --to 2026-11-20 --symbols A,B --bars F"),
    {
      ...{ command: "backfill", from: "2026-11-16", to: "2026-11-20" },
      ...{ symbols: "A,B", flags: { bars: "F" } },
    },
  );
  assert.deepEqual(parse("repair"), { command: "repair", flags: {} });
  assert.deepEqual(parse("repair --accept AAPL --data-dir D"), {
    ...{ command: "repair", accept: "AAPL", flags: { dataDir: "D" } },
  });
  assert.deepEqual(parse("--data-dir D repair --from a --to b"), {
    ...{ command: "repair", from: "a", to: "b", flags: { dataDir: "D" } },
  });
});

Deno.test("parseCommand() reads what imports and exports bars", () => {
  assert.deepEqual(parse("import there"), {
    ...{ command: "import", path: "there", skipBad: false, flags: {} },
  });
  assert.deepEqual(parse("import a.csv --map symbol=Ticker --skip-bad"), {
    ...{ command: "import", path: "a.csv", skipBad: true, flags: {} },
    map: "symbol=Ticker",
  });
  const days = { from: "2026-11-16", to: "2026-11-20" };
  const range = "--from 2026-11-16 --to 2026-11-20";
  assert.deepEqual(parse(`export bars ${range}`), {
    ...{ command: "export bars", ...days, format: "csv", adjustment: "raw" },
    ...{ output: "./bars", flags: {} },
  });
  assert.deepEqual(
    parse(
      `export --data-dir D bars ${range} --format parquet --adjustment all ` +
        "--output there --symbols A",
    ),
    {
      ...{ command: "export bars", ...days, format: "parquet" },
      ...{ adjustment: "all", output: "there", symbols: "A" },
      flags: { dataDir: "D" },
    },
  );
  assert.deepEqual(parse("export --data-dir D"), {
    ...{ command: "export", flags: { dataDir: "D" } },
  });
});

Deno.test("parseCommand() refuses what a command about bars lacks or does not know", () => {
  const wrong: [string, RegExp][] = [
    ["backfill", /--from <DATE>' not specified/],
    ["export bars --from a", /--to <DATE>' not specified/],
    ["import", /missing required argument 'path'/],
    ["export bars --from a --to b --format xml", /csv, parquet/],
    ["import a --feed recorded", /unknown flag '--feed'/],
    ["--symbols A repair", /flag '--symbols' is not for qtc repair/],
    ["export bar", /too many|bars/],
  ];
  for (const [words, message] of wrong) {
    assert.throws(() => parse(words), { code: "invalid", message }, words);
  }
});

function parse(words: string) {
  return parseCommand(words.split(" "), SPECS);
}
