import { strict as assert } from "node:assert";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishBars, readBars } from "../adapters/lake/bars_table.ts";
import { openHistory } from "../adapters/sqlite/bar_reader.ts";
import { verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { sampleBar } from "../testing/orders.ts";
import { exportBarsCommand } from "./export_bars.ts";
import { context, filesIn, playedFolder, withFolder } from "./fixture_test.ts";
import { importCommand } from "./import_bars.ts";

const OPEN = Date.parse("2013-10-04T13:30:00Z");
const HEADER = "symbol,timestamp,open,high,low,close,volume";
const stop = new AbortController().signal;
const FRIDAY = { from: "2013-10-04", to: "2013-10-04" };

Deno.test("importCommand() takes CSV and Parquet of a folder, and a second time nothing", () =>
  withPlayed(async ({ dataDir, path, files }) => {
    files({
      "a.csv": csv(0, 3),
      "b/c.csv": csv(3, 5).replace("Z,", "+00:00,"),
    });
    publishBars(join(path, "d.parquet"), minutes(5, 7), publishWith);
    assert.deepEqual(await taken(dataDir, path), [
      `Imported "${path}": 7 bars added, 0 with other values, 0 were there; 7 rows`,
    ]);
    assert.deepEqual(await taken(dataDir, path), [
      `Imported "${path}": 0 bars added, 0 with other values, 7 were there; 7 rows`,
    ]);
    assert.deepEqual(known(dataDir), minutes(0, 7));
    // Other values stand beside the first ones.
    files({ "a.csv": csv(0, 3).replace("10000", "9999") });
    assert.match((await taken(dataDir, path))[0] ?? "", /0 bars added, 1 with/);
    assert.deepEqual(known(dataDir), minutes(0, 7));
    assert.deepEqual(verifyFolder(dataDir, undefined).faults, []);
  }));

Deno.test("importCommand() takes nothing when one row or file of many is bad", () =>
  withPlayed(async ({ dataDir, path, files, head }) => {
    const good = { "a.csv": csv(0, 3) };
    const wrong: [Readonly<Record<string, string>>, RegExp][] = [
      [{ "z.csv": `${csv(3, 5)}AAPL,x,1,1,1,1,1\n` }, /1 of 6 rows are bad/],
      [{ "z.csv": csv(2, 5) }, /1 of 6 rows are bad/],
      [{ "z.csv": "a,b\n" }, /z.csv": it has no column for symbol/],
      [{ "z.parquet": "PAR1xxxxxxxxxxxxPAR1" }, /z.parquet": it is damaged/],
      [{ "y.parquet": "", "z.parquet": "" }, /Cannot import 2 files, named/],
    ];
    for (const [bad, message] of wrong) {
      files({ ...good, ...bad });
      await assert.rejects(taken(dataDir, path), { code: "invalid", message });
      await assert.rejects(
        taken(dataDir, path, { skipBad: !("z.csv" in bad), map: "low=low" }),
        { code: "invalid" },
      );
      assert.deepEqual(verifyFolder(dataDir, undefined).head, head);
    }
  }));

Deno.test("importCommand() leaves out bad rows when it is told to, strange symbols and the future always", () =>
  withPlayed(async ({ dataDir, path, files }) => {
    files({
      "a.csv": `${csv(0, 2)}AAPL,2013-10-04T13:30:00Z,9,9,9,9,9\n` +
        "TSLA,2013-10-04T13:30:00Z,9,9,9,9,9\n" +
        "AAPL,2013-10-04T13:33:00Z,9,9,19,9,9\n" +
        "AAPL,2030-10-04T13:33:00Z,9,9,9,9,9\n",
    });
    assert.deepEqual(await taken(dataDir, path, { skipBad: true }), [
      `Imported "${path}": 2 bars added, 0 with other values, 0 were there; 6 rows`,
      "Left out 2 bad rows",
      "Left out 1 rows of symbols that are not in the universe: TSLA",
      "Left out 1 rows after the competition's last minute",
    ]);
    // The first of two for a minute counts.
    assert.deepEqual(known(dataDir), minutes(0, 2));
  }));

Deno.test("importCommand() says which files hold no bars, and takes the others", () =>
  withPlayed(async ({ dataDir, path, files }) => {
    files({ "a.csv": csv(0, 2), "z.csv": csv(0, 0) });
    assert.deepEqual(await taken(dataDir, path), [
      `Imported "${path}": 2 bars added, 0 with other values, 0 were there; 2 rows`,
      `"${join(path, "z.csv")}" holds no bars`,
    ]);
  }));

Deno.test("importCommand() takes columns that are named by hand", () =>
  withPlayed(async ({ dataDir, path, files }) => {
    const text = csv(0, 2).replace("symbol", "Kürzel").replace("open", "begin");
    files({ "a.csv": text });
    await assert.rejects(taken(dataDir, path), { message: /--map symbol=/ });
    const map = "symbol=Kürzel,open=begin";
    assert.match(
      (await taken(dataDir, path, { map }))[0] ?? "",
      /2 bars added/,
    );
  }));

Deno.test("exportBarsCommand() writes what is there, as CSV and Parquet, to be imported again", () =>
  withPlayed(async ({ dataDir, path, files }) => {
    files({ "a.csv": csv(0, 5) });
    await taken(dataDir, path);
    const before = verifyFolder(dataDir, undefined).head;
    const rest = { dataDir, ...FRIDAY, adjustment: "raw" } as const;
    for (const format of ["csv", "parquet"] as const) {
      const output = join(path, format);
      const { lines, ...program } = context();
      const options = { ...rest, format, output, symbols: "AAPL" };
      assert.equal(await exportBarsCommand(options, { ...program, stop }), 0);
      assert.deepEqual(lines, [`Exported 5 bars to "${output}", 1 files`]);
      assert.deepEqual(filesIn(output), [`bars-2013-10-04.${format}`]);
      assert.match(
        (await taken(dataDir, output))[0] ?? "",
        /: 0 bars added, 0 with other values, 5 were there/,
      );
    }
    assert.deepEqual(
      await readBars(join(path, "parquet", "bars-2013-10-04.parquet")),
      minutes(0, 5),
    );
    assert.deepEqual(verifyFolder(dataDir, undefined).head, before);
  }));

Deno.test("exportBarsCommand() refuses days to come and symbols that are not there", () =>
  withPlayed(async ({ dataDir, path }) => {
    const rest = {
      ...{ dataDir, format: "csv", adjustment: "raw", output: path } as const,
    };
    const program = { ...context(), stop };
    const wrong = [
      { from: "2014-01-01", to: "2014-01-02" },
      { from: "2013-10-05", to: "2013-10-04" },
      { from: "x", to: "2013-10-04" },
      { ...FRIDAY, symbols: "AAPL,TSLA" },
      { ...FRIDAY, symbols: "" },
    ];
    for (const days of wrong) {
      await assert.rejects(exportBarsCommand({ ...rest, ...days }, program), {
        code: "invalid",
      });
    }
    assert.deepEqual(filesIn(path), []);
  }));

function minutes(from: number, to: number): Bar[] {
  return Array.from(
    { length: to - from },
    (_, n) => sampleBar({ symbol: "AAPL", at: OPEN + (from + n) * MINUTE_MS }),
  );
}

function csv(from: number, to: number): string {
  const lines = minutes(from, to).map(({ symbol, at, ...bar }) => {
    const time = new Date(at).toISOString().replace(".000Z", "Z");
    const { open, high, low, close, volume } = bar;
    return [symbol, time, open, high, low, close, volume].join(",");
  });
  return [HEADER, ...lines, ""].join("\n");
}

/** Imports, and returns what was printed. */
async function taken(
  dataDir: string,
  path: string,
  more: { readonly skipBad?: boolean; readonly map?: string } = {},
): Promise<string[]> {
  const { lines, ...program } = context();
  const options = { dataDir, keepLogsDays: 0, path, skipBad: false, ...more };
  assert.equal(await importCommand(options, { ...program, stop }), 0);
  return lines;
}

function known(dataDir: string): Bar[] {
  const history = openHistory(dataDir, (symbol) => symbol === "BTC");
  const found = history.readAll(OPEN, OPEN + 390 * MINUTE_MS);
  history.close();
  return found.filter(({ symbol }) => symbol === "AAPL");
}

/** Runs work with a competition and a folder of files to be imported. */
function withPlayed(
  work: (
    stage: {
      readonly dataDir: string;
      readonly path: string;
      readonly head: ReturnType<typeof playedFolder>;
      readonly files: (files: Readonly<Record<string, string>>) => void;
    },
  ) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const path = join(folder, "files");
    const head = playedFolder(dataDir);
    mkdirSync(join(path, "b"), { recursive: true });
    const files = (texts: Readonly<Record<string, string>>) => {
      for (const name of ["y.parquet", "z.parquet", "z.csv"]) {
        rmSync(join(path, name), { force: true });
      }
      for (const [name, text] of Object.entries(texts)) {
        writeFileSync(join(path, name), text);
      }
    };
    await work({ dataDir, path, head, files });
  });
}
