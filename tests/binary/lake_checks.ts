/**
 * What the files of five recorded sessions hold, against sums of the ledger's
 * own texts and with DuckDB as a reader that is not ours.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { join } from "node:path";
import { ACCOUNT, expectedRows, nine, units } from "./lake_books.ts";
import { duck } from "../duckdb/duck.ts";
import { filesBelow, lakeOf, removeLake } from "./lake_files.ts";
import { eventsOf, query } from "./ledger_file.ts";
import { ROOT, run } from "./qtc.ts";

const OWNERS = [
  ...["alpha", "bravo", "charlie", "delta", "echo"]
    .map((name) => `team/team-${name}`),
  ACCOUNT,
];
const FOLDED = ["07", "08", "09", "10"].map((day) => `2013-10-${day}`);
const LAST = "2013-10-11";

/** Checks the files of five recorded sessions, step by step; damages one at the end. */
export async function checkFiles(
  t: Deno.TestContext,
  dataDir: string,
): Promise<void> {
  const written = lakeOf(dataDir);

  await t.step("files are folded but for the last day", () => {
    for (const owner of OWNERS) {
      assert.deepEqual(filesBelow(join(dataDir, owner, "portfolio")), [
        `${LAST}.jsonl`,
        "portfolio.parquet",
      ]);
    }
  });
  await t.step(
    "files have the types that are declared",
    () => typesHold(dataDir),
  );
  await t.step(
    "hold the ledger's portfolios, to the unit",
    () => portfoliosHold(dataDir),
  );
  await t.step(
    "hold the ledger's fills, to the unit",
    () => tradesHold(dataDir),
  );
  await t.step(
    "hold every bar, also of the day that goes on",
    () => barsHold(dataDir),
  );
  await t.step(
    "have a line of figures for each minute",
    () => figuresHold(dataDir),
  );
  await t.step(
    "are the same bytes after qtc export, from nothing",
    async () => {
      removeLake(dataDir);
      assert.deepEqual(lakeOf(dataDir), {});
      await succeeds(["export"], dataDir, /Exported [\d,]+ events/);
      assert.deepEqual(lakeOf(dataDir), written);
      await succeeds(["verify"], dataDir, /all of it agrees/);
    },
  );
  await t.step(
    "files are shown by --print-team and --print-global",
    async () => {
      const team = await succeeds(["--print-team", "team-echo"], dataDir, /\$/);
      assert.match(team, /^team-echo, 2013-10-11 19:59 UTC$/m);
      assert.match(team, /^ {2}Total return +-?\d+\.\d\d %$/m);
      await succeeds(["--print-global"], dataDir, /^account, 2013-10-11 19:59/);
    },
  );
  await t.step(
    "are missed by qtc verify when a digit is another",
    () => lieIsFound(dataDir),
  );
}

function figuresHold(dataDir: string): void {
  const [counted] = query(
    dataDir,
    "select count(*) as n from snapshots where team = 'team-echo'",
  );
  const folder = join(dataDir, "team", "team-echo");
  const lines = linesOf(join(folder, "metrics.jsonl"));
  assert.equal(lines.length, Number(counted?.n));
  const portfolio = linesOf(join(folder, "portfolio", `${LAST}.jsonl`)).at(-1);
  const value = Number(portfolio?.market_value);
  assert.equal(lines.at(-1)?.portfolio_value, value);
  const growth = Number(lines.at(-1)?.total_return);
  assert.ok(Math.abs(growth - (value / 10_000 - 1)) < 1e-12);
}

async function lieIsFound(dataDir: string): Promise<void> {
  const path = join(dataDir, "team", "team-echo", "trades.jsonl");
  const text = await Deno.readTextFile(path);
  const wrong = text.replace(
    /"quantity":"(\d)/,
    (_, digit) => `"quantity":"${(Number(digit) + 1) % 10}`,
  );
  await Deno.writeTextFile(path, wrong);
  const { code, stdout } = await run(["verify", "--data-dir", dataDir], {
    cwd: ROOT,
  });
  assert.equal(code, 1);
  assert.match(stdout, /WRONG: .*team-echo\/trades\.jsonl:1 is not the ledger/);
}

async function succeeds(
  args: readonly string[],
  dataDir: string,
  says: RegExp,
): Promise<string> {
  const { code, stdout, stderr } = await run(
    [...args, "--data-dir", dataDir],
    { cwd: ROOT },
  );
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, says);
  return stdout;
}

async function typesHold(dataDir: string): Promise<void> {
  const types = async (path: string) =>
    (await duck(`describe select * from '${join(dataDir, path)}'`))
      .map((row) => `${row.column_name} ${row.column_type}`);
  const bars = filesBelow(join(dataDir, "prices"));
  assert.deepEqual(
    bars.map((path) => path.match(/\d{4}-\d\d-\d\d/)?.[0]).sort(),
    ["2013-10-04", ...FOLDED, LAST],
  );
  for (const path of bars) {
    assert.deepEqual(await types(`prices/${path}`), [
      "symbol VARCHAR",
      "timestamp TIMESTAMP WITH TIME ZONE",
      "open DOUBLE",
      "high DOUBLE",
      "low DOUBLE",
      "close DOUBLE",
      "volume DOUBLE",
      "trade_count BIGINT",
      "vwap DOUBLE",
      // Of the folders: DuckDB looks into those of a day or month only.
      ...["d BIGINT", "m BIGINT", "y BIGINT"],
    ]);
  }
  for (const owner of OWNERS) {
    assert.deepEqual(await types(`${owner}/portfolio/portfolio.parquet`), [
      "seq BIGINT",
      "timestamp TIMESTAMP WITH TIME ZONE",
      "cash DECIMAL(38,9)",
      "market_value DECIMAL(38,9)",
      "positions STRUCT(symbol VARCHAR, quantity DECIMAL(38,9), " +
      'side VARCHAR, "value" DECIMAL(38,9), avg_cost DECIMAL(38,9), ' +
      "pnl_unrealized DECIMAL(38,9))[]",
    ]);
  }
}

/** Parquet and lines together are what the events add up to, in their order. */
async function portfoliosHold(dataDir: string): Promise<void> {
  const expected = Map.groupBy(expectedRows(dataDir), ({ owner }) => owner);
  assert.deepEqual([...expected.keys()].sort(), [...OWNERS].sort());
  for (const owner of OWNERS) {
    const path = join(dataDir, owner, "portfolio");
    const rows = await duck(
      `select seq, epoch_ms(timestamp) as at, cash::varchar as cash,
        market_value::varchar as value, array_to_string(list_transform(
          list_sort(positions), lambda p: p.symbol || ' ' ||
            p.quantity::varchar || ' ' || p.value::varchar), ', ') as positions
        from '${join(path, "portfolio.parquet")}'`,
    );
    const folded = rows.map((row) => ({
      ...row,
      seq: +row.seq!,
      at: +row.at!,
    }));
    const lines = linesOf(join(path, `${LAST}.jsonl`)).map((line) => ({
      seq: line.seq,
      at: Date.parse(line.timestamp),
      cash: nine(units(line.cash)),
      value: nine(units(line.market_value)),
      positions: Object.values<Record<string, string>>(line.positions)
        .map(({ symbol, quantity = "", value = "" }) =>
          `${symbol} ${nine(units(quantity))} ${nine(units(value))}`
        ).join(", "),
    }));
    assert.deepEqual(
      [...folded, ...lines],
      expected.get(owner)?.map(({ owner: _, ...row }) => row),
    );
  }
}

function tradesHold(dataDir: string): void {
  const fills = Map.groupBy(eventsOf(dataDir, "fill"), ({ team }) => team);
  assert.equal(fills.size, 5);
  for (const [team, mine] of fills) {
    const lines = linesOf(join(dataDir, "team", team, "trades.jsonl"));
    assert.deepEqual(
      lines.map((line) => [
        line.seq,
        Date.parse(line.timestamp),
        line.symbol,
        `${line.side === "sell" ? "-" : ""}${line.quantity}`,
        line.execution_price,
        line.fee,
        line.execution_id,
        line.order_id,
      ]),
      mine.map(({ seq, body }) => [
        seq,
        body.at,
        body.symbol,
        body.quantity,
        body.price,
        body.fee,
        body.id,
        body.orderId,
      ]),
    );
  }
}

async function barsHold(dataDir: string): Promise<void> {
  for (const path of filesBelow(join(dataDir, "prices"))) {
    const date = path.match(/\d{4}-\d\d-\d\d/)?.[0];
    const from = Date.parse(`${date}T00:00:00Z`);
    const stored = query(
      dataDir,
      "select symbol, at, open, high, low, close, volume from bars " +
        "where at >= ? and at < ? order by symbol, at",
      from,
      from + 86_400_000,
    );
    const rows = await duck(
      `select symbol, epoch_ms(timestamp) as at, open, high, low, close, volume
        from '${join(dataDir, "prices", path)}'`,
    );
    assert.ok(rows.length > 1_000, `${path} has ${rows.length} bars`);
    assert.deepEqual(
      rows.map(({ symbol, ...numbers }) => [
        symbol,
        ...Object.values(numbers).map(Number),
      ]),
      stored.map((row) => Object.values(row)),
    );
  }
}

// deno-lint-ignore no-explicit-any -- whatever the file has
function linesOf(path: string): any[] {
  return Deno.readTextFileSync(path).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
}
