import { strict as assert } from "node:assert";
import type { Money, Price, Quantity } from "../../domain/decimal.ts";
import {
  foldPortfolio,
  parsePortfolioLine,
  portfolioGroups,
  portfolioLine,
  type PortfolioRow,
  readPortfolio,
} from "./portfolio_table.ts";
import {
  DAY_ONE,
  isUnavailable,
  portfolioDay,
  publish,
  tempFolder,
} from "./table_fixture_test.ts";

const ROW: PortfolioRow = {
  seq: 12,
  at: Date.parse("2013-10-07T13:30:00Z"),
  cash: 8_500_000_000_001n as Money,
  marketValue: -1n as Money,
  positions: [{
    symbol: "SPY",
    quantity: 1_500_000_000n as Quantity,
    side: "sell",
    value: -252_000_000_000n as Money,
    avgCost: 168_010_000_000n as Price,
    pnlUnrealized: 10n ** 21n + 1n as Money,
  }],
};
const LINE =
  '{"seq":12,"timestamp":"2013-10-07T13:30:00+00:00","cash":"8500.000000001",' +
  '"market_value":"-0.000000001","positions":{"SPY":{"symbol":"SPY",' +
  '"quantity":"1.5","side":"sell","value":"-252","avg_cost":"168.01",' +
  '"pnl_unrealized":"1000000000000.000000001"}}}';

Deno.test("portfolioLine() writes one line of JSON with exact amounts", () => {
  assert.equal(portfolioLine(ROW), LINE);
  const empty = portfolioLine({ ...ROW, positions: [] });
  assert(empty.endsWith('"positions":{}}'));
});

Deno.test("parsePortfolioLine() reads what portfolioLine() has written", () => {
  assert.deepEqual(parsePortfolioLine(LINE), ROW);
  for (const row of [...portfolioDay("lines", 0), ...portfolioDay("b", 1)]) {
    assert.deepEqual(parsePortfolioLine(portfolioLine(row)), row);
  }
});

Deno.test("parsePortfolioLine() refuses any other line, and says why", () => {
  const refused: readonly [from: string, to: string, why: RegExp][] = [
    ["}}}", "}}", /: it must be JSON$/],
    ['"seq":12', '"seq":"12"', /seq must be a whole number/],
    ['"seq":12', '"seq":1.5', /seq must be a whole number/],
    ["2013-10-07", "2013-13-07", /timestamp a time$/],
    ['"8500.000000001"', "8500", /cash must be a text$/],
    ["8500.000000001", "85e2", /decimal "85e2"/],
    ['"side":"sell"', '"side":"short"', /side must be buy or sell$/],
    ['"positions":{', '"positions":[],"x":{', /positions must be an object$/],
    ['"SPY":{', '"SPY":1,"x":{', /a position must be an object$/],
  ];
  for (const [from, to, why] of refused) {
    const line = LINE.replace(from, to);
    assert.throws(() => parsePortfolioLine(line), {
      code: "invalid",
      message: why,
    }, line);
  }
  assert.throws(() => parsePortfolioLine("[]"), /the line must be an object$/);
});

Deno.test("foldPortfolio() writes a row that readPortfolio() reads, to the unit", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  const empty = { ...ROW, seq: 13, at: ROW.at + 60_000, positions: [] };
  foldPortfolio(path, [[ROW, empty]], publish);
  assert.deepEqual(await readPortfolio(path), [ROW, empty]);
});

Deno.test("foldPortfolio() keeps every seeded row, however many days and positions", async () => {
  using temp = tempFolder();
  for (const seed of ["a", "b", "c", "d"]) {
    const path = `${temp.path}/${seed}.parquet`;
    const days = [0, 1, 2, 5, 6].map((day) => portfolioDay(seed, day));
    assert(days.flat().some(({ positions }) => positions.length === 0));
    assert(days.flat().some(({ positions }) => positions.length > 30));
    foldPortfolio(path, days.slice(0, 2), publish);
    foldPortfolio(path, [], publish);
    foldPortfolio(path, [days[2] ?? [], [], days[3] ?? []], publish);
    foldPortfolio(path, days.slice(4), publish);
    assert.deepEqual(await readPortfolio(path), days.flat());
    const once = `${temp.path}/${seed}_once.parquet`;
    foldPortfolio(once, days, publish);
    assert.deepEqual(Deno.readFileSync(once), Deno.readFileSync(path));
  }
});

Deno.test("foldPortfolio() keeps rows without any position, and many pages of them", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  const none = portfolioDay("none", 0, 3)
    .map((row) => ({ ...row, positions: [] }));
  const position = ROW.positions[0];
  assert(position);
  const many = portfolioDay("many", 1, 1_440).map((row, minute) => ({
    ...row,
    positions: Array.from({ length: 60 }, (_, i) => ({
      ...position,
      symbol: `S${i}`,
      value: BigInt(minute * 1_000 + i) as Money,
    })),
  }));
  foldPortfolio(path, [none, many], publish);
  assert.deepEqual(await readPortfolio(path), [...none, ...many]);
});

Deno.test("portfolioGroups() tells what each folded day holds", () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  assert.equal(portfolioGroups(path), undefined);
  foldPortfolio(
    path,
    [portfolioDay("g", 0, 2), portfolioDay("g", 1, 3)],
    publish,
  );
  const next = DAY_ONE + 86_400_000;
  assert.deepEqual(portfolioGroups(path), [
    {
      rows: 2,
      firstSeq: 1,
      lastSeq: 4,
      firstAt: DAY_ONE,
      lastAt: DAY_ONE + 60_000,
    },
    {
      rows: 3,
      firstSeq: 10_001,
      lastSeq: 10_007,
      firstAt: next,
      lastAt: next + 120_000,
    },
  ]);
});

Deno.test("readPortfolio() returns rows with from <= at < to, positions when wanted", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  assert.deepEqual(await readPortfolio(path), []);
  const days = [0, 1, 2].map((day) => portfolioDay("range", day, 5));
  const all = days.flat();
  foldPortfolio(path, days, publish);
  for (let i = 0; i < all.length; i++) {
    for (let j = i; j < all.length; j++) {
      const from = all[i]?.at as number;
      const to = all[j]?.at as number;
      assert.deepEqual(
        await readPortfolio(path, { from, to }),
        all.slice(i, j),
      );
      assert.deepEqual(
        await readPortfolio(path, { from, to, withPositions: false }),
        all.slice(i, j).map((row) => ({ ...row, positions: [] })),
      );
    }
  }
  assert.deepEqual(await readPortfolio(path, { to: DAY_ONE }), []);
  assert.deepEqual(await readPortfolio(path, { from: DAY_ONE }), all);
});

Deno.test("portfolio files that are cut off are kept, reported and never overwritten", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/portfolio.parquet`;
  foldPortfolio(
    path,
    [portfolioDay("cut", 0, 4), portfolioDay("cut", 1, 4)],
    publish,
  );
  const whole = Deno.readFileSync(path);
  const unavailable = isUnavailable(path);
  const step = Math.ceil(whole.length / 150);
  for (let size = whole.length - 1; size >= 0; size -= size < 20 ? 1 : step) {
    const cut = whole.subarray(0, size);
    Deno.writeFileSync(path, cut);
    assert.throws(() => portfolioGroups(path), unavailable, `${size}`);
    const fold = () =>
      foldPortfolio(path, [portfolioDay("cut", 2, 4)], publish);
    assert.throws(fold, unavailable, `${size}`);
    await assert.rejects(readPortfolio(path), unavailable, `${size}`);
    assert.deepEqual(Deno.readFileSync(path), cut);
  }
  assert.deepEqual([...Deno.readDirSync(temp.path)].length, 1);
});
