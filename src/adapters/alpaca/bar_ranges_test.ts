import { strict as assert } from "node:assert";
import { instrument } from "../../domain/instrument.ts";
import { reasonOf } from "./alpaca_error.ts";
import { fetchRange, lastEnded, pastBars } from "./bar_ranges.ts";
import { keptLog, NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";
import { symbolForms } from "./symbols.ts";

const AT = Date.parse("2026-11-20T15:00:00Z");
const INSTRUMENTS = [
  instrument("AAPL", "equity"),
  instrument("BTC", "crypto"),
];

function subject(fails: (path: string) => boolean, rows = 1) {
  const log = keptLog();
  const rest = scriptedRest(
    steppedClock("2026-11-20T16:00:00Z"),
    ({ pathname, searchParams }) => {
      if (fails(pathname)) return new Response("", { status: 401 });
      const symbol = searchParams.get("symbols") ?? "";
      const bars = Array.from({ length: rows }, (_, i) => ({
        t: new Date(AT + i * 60_000).toISOString(),
        ...{ o: 1, h: 1, l: 1, c: 1, v: 1 },
      }));
      return Response.json({ bars: { [symbol]: bars } });
    },
  );
  const forms = symbolForms(INSTRUMENTS);
  const source = { rest, forms, feed: "iex" } as const;
  return { log, parts: { instruments: INSTRUMENTS, source, log } };
}
const range = { from: AT, to: AT };

Deno.test("fetchRange() gives what one class has when the other cannot be had, and says so", async () => {
  const { parts, log } = subject((path) => path.includes("crypto"));
  const bars = await fetchRange(parts, range, { signal: NEVER });
  assert.deepEqual(bars.map(({ symbol }) => symbol), ["AAPL"]);
  assert.ok(log.lines.some((line) => line.includes("bad_keys")));
});

Deno.test("fetchRange() throws when nothing can be had", async () => {
  const { parts } = subject(() => true);
  await assert.rejects(
    fetchRange(parts, range, { signal: NEVER }),
    (error) => reasonOf(error) === "bad_keys",
  );
});

Deno.test("pastBars() hands on 5,000 rows at most and knows its instruments alone", async () => {
  const { parts } = subject(() => false, 12_000);
  const long = { from: AT, to: AT + 12_000 * 60_000 };
  const pages = await Array.fromAsync(
    pastBars(parts, ["BTC", "NONE"], long, NEVER),
  );
  assert.deepEqual(pages.map(({ length }) => length), [5_000, 5_000, 2_000]);
  const none = pastBars(parts, ["NONE"], long, NEVER);
  assert.deepEqual(await Array.fromAsync(none), []);
});

Deno.test("lastEnded() is the minute before the one that goes on", () => {
  assert.equal(lastEnded(steppedClock("2026-11-20T15:01:59.999Z")), AT);
  assert.equal(lastEnded(steppedClock("2026-11-20T15:01:00Z")), AT);
});
