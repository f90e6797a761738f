import { strict as assert } from "node:assert";
import { AlpacaError, reasonOf } from "./alpaca_error.ts";
import type { BarSource } from "./fetch_bars.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";
import { collectMinute, type MinuteWanted } from "./minute_bars.ts";
import { presence } from "./presence.ts";
import { seenBars } from "./seen_bars.ts";
import { symbolForms } from "./symbols.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-20T15:00:00Z");
const SYMBOLS = ["AAPL", "MSFT", "QUIET"];

/** An Alpaca whose bars are there from a time on; counts what it is asked. */
function subject(
  /** Milliseconds after the minute's end at which a bar is there. */
  lag: (symbol: string, at: number) => number | undefined,
  fail: (asked: number) => number | undefined = () => undefined,
) {
  const clock = steppedClock("2026-11-20T15:01:03Z");
  const asked: { readonly at: number; readonly symbols: string }[] = [];
  const rest = scriptedRest(clock, ({ searchParams }) => {
    const symbols = searchParams.get("symbols") ?? "";
    asked.push({ at: clock.now() - AT - MINUTE, symbols });
    const status = fail(asked.length);
    if (status !== undefined) return new Response("", { status });
    const from = Date.parse(searchParams.get("start") ?? "");
    const to = Date.parse(searchParams.get("end") ?? "");
    const bars: Record<string, unknown[]> = {};
    for (const symbol of symbols.split(",")) {
      for (let at = from; at <= to; at += MINUTE) {
        const ms = lag(symbol, at);
        if (ms === undefined || clock.now() < at + MINUTE + ms) continue;
        const t = new Date(at).toISOString();
        const bar = { t, o: 1, h: 2, l: 1, c: 2, v: 3 };
        (bars[symbol] ??= []).push(bar);
      }
    }
    return Response.json({ bars, next_page_token: null });
  });
  const forms = symbolForms(
    SYMBOLS.map((symbol) => ({ symbol, assetClass: "equity" })),
  );
  const source: BarSource = { rest, forms, feed: "iex" };
  const seen = seenBars();
  const options = { source, seen, clock, presence: presence(seen.has) };
  const wanted: MinuteWanted = {
    ...{ assetClass: "equity", symbols: SYMBOLS, minute: AT, signal: NEVER },
    ...{ from: AT - 5 * MINUTE, isFresh: true, until: clock.now() + 9_500 },
  };
  return { clock, asked, seen, options, wanted };
}

const usual = (symbol: string, at: number) =>
  symbol === "QUIET" && at % (4 * MINUTE) !== 0 ? undefined : 1_000;

Deno.test("collectMinute() asks once when all that usually trade are there", async () => {
  const { options, wanted, asked, seen } = subject((symbol, at) =>
    symbol === "QUIET" ? (at === AT ? undefined : usual(symbol, at)) : 1_000
  );
  assert.deepEqual(await collectMinute(options, wanted), {
    ...{ assetClass: "equity", expected: 2, missing: 0, newest: AT },
  });
  assert.deepEqual(asked, [{ at: 3_000, symbols: "AAPL,MSFT,QUIET" }]);
  assert.ok(seen.has("AAPL", AT - 5 * MINUTE) && !seen.has("QUIET", AT));
});

Deno.test("collectMinute() asks again every 1.5 s for what is missing until it is there", async () => {
  const { options, wanted, asked } = subject((symbol, at) =>
    symbol === "MSFT" && at === AT ? 7_000 : usual(symbol, at)
  );
  const result = await collectMinute(options, wanted);
  assert.equal(result.missing, 0);
  assert.deepEqual(asked.map(({ at }) => at), [3_000, 4_500, 6_000, 7_500]);
  assert.ok(asked.slice(1).every(({ symbols }) => symbols === "MSFT"));
});

Deno.test("collectMinute() is done within its budget when a bar never comes, and says so", async () => {
  const { options, wanted, clock } = subject((symbol, at) =>
    symbol === "MSFT" && at === AT ? undefined : usual(symbol, at)
  );
  const begun = clock.now();
  const { expected, missing } = await collectMinute(options, wanted);
  assert.deepEqual([expected, missing], [2, 1]);
  assert.ok(clock.now() - begun <= 9_500 && clock.now() - begun > 7_000);
});

Deno.test("collectMinute() waits for nobody in a minute that ended long ago", async () => {
  const { options, wanted, asked } = subject((symbol, at) =>
    at === AT ? undefined : usual(symbol, at)
  );
  await collectMinute(options, { ...wanted, isFresh: false });
  assert.equal(asked.length, 1);
});

Deno.test("collectMinute() does not wait for a symbol that is halted", async () => {
  const { options, wanted, asked } = subject((symbol, at) =>
    symbol === "MSFT" && at === AT ? undefined : usual(symbol, at)
  );
  const isHalted = (symbol: string) => symbol === "MSFT";
  await collectMinute({ ...options, isHalted }, wanted);
  assert.equal(asked.length, 1);
});

Deno.test("collectMinute() takes five of a hundred for quiet after three looks", async () => {
  const { options, wanted, asked } = subject(usual);
  const symbols = Array.from({ length: 100 }, (_, i) => `S${i}`);
  const forms = symbolForms(
    symbols.map((symbol) => ({ symbol, assetClass: "equity" })),
  );
  const many = subject((symbol, at) =>
    at === AT && /^S[0-4]$/.test(symbol) ? undefined : 1_000
  );
  const source = { ...many.options.source, forms };
  const { missing } = await collectMinute({ ...many.options, source }, {
    ...many.wanted,
    symbols,
  });
  assert.equal(missing, 5);
  assert.equal(many.asked.length, 3);
  await collectMinute(options, wanted);
  assert.equal(asked.length, 1);
});

Deno.test("collectMinute() goes on after failures and gives what comes then", async () => {
  const { options, wanted, seen } = subject(
    usual,
    (asked) => asked <= 6 ? 503 : undefined,
  );
  const result = await collectMinute(options, wanted);
  assert.equal(result.failure, undefined);
  assert.ok(seen.has("AAPL", AT));
});

Deno.test("collectMinute() says why nothing could be had", async () => {
  for (const [status, reason] of [[502, "server_error"], [403, "bad_keys"]]) {
    const { options, wanted, clock } = subject(usual, () => Number(status));
    const begun = clock.now();
    const { failure } = await collectMinute(options, wanted);
    assert.equal(reasonOf(failure), reason);
    assert.ok(clock.now() - begun <= 9_500);
  }
});

Deno.test("collectMinute() believes the last definite answer, not one refusal", async () => {
  for (const status of [401, 403, 307]) {
    const once = subject(usual, (asked) => asked === 1 ? status : undefined);
    const { failure, missing } = await collectMinute(once.options, once.wanted);
    assert.deepEqual([failure, missing], [undefined, 0]);
    const late = subject(usual, (asked) => asked < 3 ? 404 : status);
    const result = await collectMinute(late.options, late.wanted);
    const reason = status === 307 ? "redirect" : "bad_keys";
    assert.equal(reasonOf(result.failure), reason);
  }
});

Deno.test("collectMinute() counts no look that the end cuts short after a good one", async () => {
  for (const lagMs of [1_000, undefined]) {
    const { options, wanted, clock, asked } = subject((symbol, at) =>
      symbol === "MSFT" && at === AT ? undefined : lagMs
    );
    const { source: { rest } } = options;
    // The seventh look is under way when the time is over.
    const slow = scriptedRest(clock, () => Promise.reject(new Error("unused")));
    const bars: typeof rest.bars = async (request, limits) => {
      const until = limits.until ?? 0;
      if (clock.now() < until - 1_000) return await rest.bars(request, limits);
      await clock.sleepUntil(until);
      throw new AlpacaError({ what: "stock bars", reason: "timeout" });
    };
    const source = { ...options.source, rest: { ...slow, bars } };
    const result = await collectMinute({ ...options, source }, wanted);
    assert.equal(asked.length, 6);
    assert.equal(result.failure, undefined);
    assert.deepEqual(
      [result.missing, result.expected],
      lagMs === undefined ? [3, 3] : [1, 3],
    );
  }
});

Deno.test("collectMinute() throws what it is aborted with", async () => {
  const { options, wanted } = subject(usual);
  const signal = AbortSignal.abort(new Error("stop"));
  await assert.rejects(collectMinute(options, { ...wanted, signal }), /stop/);
});
