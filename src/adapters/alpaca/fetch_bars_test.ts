import { strict as assert } from "node:assert";
import { reasonOf } from "./alpaca_error.ts";
import { type BarFault, type BarSource, fetchBars } from "./fetch_bars.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";
import { symbolForms } from "./symbols.ts";

const clock = steppedClock("2026-11-20T14:30:00Z");
const AT = clock.now();
const limits = { signal: NEVER };
const json = (at = AT) => ({
  t: new Date(at).toISOString(),
  ...{ o: 1, h: 2, l: 1, c: 2, v: 3, n: 1, vw: 1.5 },
});

function source(
  answer: (url: URL) => unknown,
  onFaults?: (faults: readonly BarFault[]) => void,
): BarSource {
  return {
    rest: scriptedRest(clock, (url) => Response.json(answer(url))),
    forms: symbolForms([
      { symbol: "AAPL", assetClass: "equity" },
      { symbol: "MSFT", assetClass: "equity" },
      { symbol: "BTC", assetClass: "crypto" },
    ]),
    feed: "iex",
    ...(onFaults && { onFaults }),
  };
}
const wanted = {
  assetClass: "equity",
  symbols: ["AAPL", "MSFT"],
  from: AT,
  to: AT,
} as const;

Deno.test("fetchBars() goes on until there is no token, over empty pages too", async () => {
  const tokens: (string | null)[] = [];
  const pages: Record<string, unknown> = {
    first: { bars: { AAPL: [json()] }, next_page_token: "a" },
    a: { bars: {}, next_page_token: "b" },
    b: { bars: null, next_page_token: "c" },
    c: { bars: { MSFT: [json()] }, next_page_token: null },
  };
  const bars = await fetchBars(
    source(({ searchParams }) => {
      const token = searchParams.get("page_token");
      tokens.push(token);
      return pages[token ?? "first"];
    }),
    wanted,
    limits,
  );
  assert.deepEqual(bars.map(({ symbol }) => symbol), ["AAPL", "MSFT"]);
  assert.deepEqual(tokens, [null, "a", "b", "c"]);
});

Deno.test("fetchBars() does not turn in a circle", async () => {
  const repeats = source(() => ({ bars: {}, next_page_token: "again" }));
  await assert.rejects(
    fetchBars(repeats, wanted, limits),
    (error) => reasonOf(error) === "unexpected",
  );
});

Deno.test("fetchBars() asks for 200 symbols at a time", async () => {
  const counts: number[] = [];
  const symbols = Array.from({ length: 450 }, (_, i) => `S${i}`);
  await fetchBars(
    source(({ searchParams }) => {
      counts.push(searchParams.get("symbols")?.split(",").length ?? 0);
      return { bars: {} };
    }),
    { ...wanted, symbols },
    limits,
  );
  assert.deepEqual(counts, [200, 200, 50]);
});

Deno.test("fetchBars() leaves out bad, foreign and double bars, and those of other minutes", async () => {
  const faults: BarFault[] = [];
  const bars = await fetchBars(
    source(() => ({
      bars: {
        AAPL: [json(AT - 60_000), json(), { ...json(), c: 1.5 }, null, {
          ...json(),
          h: 1e308,
        }],
        MSFT: null,
        TSLA: [json()],
      },
    }), (some) => faults.push(...some)),
    wanted,
    limits,
  );
  assert.deepEqual(bars.map(({ symbol, close }) => [symbol, close]), [
    ["AAPL", 2],
  ]);
  assert.deepEqual(faults, [
    { symbol: "AAPL", reason: "it is no bar" },
    { symbol: "AAPL", reason: "price 1e+308 is out of range" },
  ]);
});

Deno.test("fetchBars() writes pairs for coins and reads them back", async () => {
  const bars = await fetchBars(
    source(({ pathname, searchParams }) => {
      assert.equal(pathname, "/v1beta3/crypto/us/bars");
      return { bars: { [searchParams.get("symbols") ?? ""]: [json()] } };
    }),
    { ...wanted, assetClass: "crypto", symbols: ["BTC"] },
    limits,
  );
  assert.equal(bars[0]?.symbol, "BTC");
});
