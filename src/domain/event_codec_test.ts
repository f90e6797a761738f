import { strict as assert } from "node:assert";
import {
  becomes,
  fills,
  joins,
  minuteAt,
  opens,
  orders,
  price,
  shares,
  teamSpec,
  usd,
} from "../testing/events.ts";
import type { LedgerEvent } from "./event.ts";
import { decodeEvent, encodeEvent } from "./event_codec.ts";
import { DEFAULT_TERMS } from "./exchange.ts";
import { instrument } from "./instrument.ts";

const LIMITS = {
  maxOrderNotional: usd(0.1),
  maxPositionNotional: usd(1),
  maxGrossExposure: usd(2),
  maxDailyLoss: usd(3),
  maxOrdersPerMinute: 4,
  maxOrdersPerDay: 5,
};

Deno.test("encodeEvent() writes amounts as exact decimals and everything else as JSON", () => {
  assert.equal(
    encodeEvent({
      kind: "valued",
      minute: 60_000,
      equity: { alpha: usd(-0.000000001), beta: usd(12.5) },
    }),
    '{"kind":"valued","minute":60000,"equity":{"alpha":"-0.000000001","beta":"12.5"}}',
  );
  assert.equal(
    encodeEvent({ ...opens(0), minute: 60_000, after: 0, marks: {} }),
    '{"kind":"opened","minute":60000,"after":0,"count":0,"symbols":1,"hash":"","marks":{}}',
  );
});

Deno.test("decodeEvent() gives back every kind of event exactly", () => {
  const events = everyKind();
  assert.equal(new Set(events.map(({ kind }) => kind)).size, 21);
  for (const event of events) {
    const text = encodeEvent(event);
    assert.deepEqual(decodeEvent(text), event, text);
    assert.equal(encodeEvent(decodeEvent(text)), text);
  }
});

Deno.test("decodeEvent() takes no text of a team for an amount", () => {
  const params = JSON.parse(
    '{"price":"1.5","limit":"2","equity":{"a":"3"},"marks":{"A":{"price":"4"}},' +
      '"spec":{"fee":"5"},"order":[{"quantity":"6"}],"__proto__":{"worst":"7"},"1":"8"}',
  );
  const spec = teamSpec("1", { name: "1.5", params, entryPoint: "2.5" });
  const team: LedgerEvent = { kind: "team", teamId: "1", minute: 0, spec };
  const run: LedgerEvent = {
    kind: "runs",
    minute: 0,
    runs: [{
      teamId: "1",
      outcome: "ok",
      signals: [params, "1.5"],
      state: "9",
    }],
  };
  for (const event of [team, run]) {
    const decoded = decodeEvent(encodeEvent(event));
    assert.deepEqual(decoded, event);
    const kept: unknown = decoded.kind === "team"
      ? decoded.spec.params
      : decoded.kind === "runs" && decoded.runs[0]?.signals?.[0];
    assert.ok(Object.hasOwn(kept as object, "__proto__"));
    assert.equal(Object.getPrototypeOf(kept), Object.prototype);
  }
});

Deno.test("decodeEvent() keeps texts of every character", () => {
  const words = ["\u0000", "\ud800", "\u2028", '"\\', "😀", "</script>", "1e9"];
  for (const reason of words) {
    const event = orders({ reason });
    assert.deepEqual(decodeEvent(encodeEvent(event)), event);
  }
});

Deno.test("decodeEvent() keeps the largest and smallest amounts", () => {
  const event = orders();
  const order = {
    ...event.order,
    quantity: shares(999_999_999_999.9),
    worst: 1n as never,
    mark: price(999_999_999.99),
  };
  const large = { ...event, order };
  assert.deepEqual(decodeEvent(encodeEvent(large)), large);
});

Deno.test("decodeEvent() throws when a text is no event's", () => {
  assert.throws(() => decodeEvent("{"), SyntaxError);
  assert.throws(
    () => decodeEvent('{"kind":"deposit","amount":"1e9"}'),
    /Cannot read decimal "1e9"/,
  );
});

/** Returns one event of each kind, with texts that look like numbers. */
function everyKind(): LedgerEvent[] {
  const order = orders({
    quantity: 1.000001,
    limit: 99.01,
    reason: "1.5",
    confidence: 1,
    rounded: "2",
  });
  const minute = minuteAt(0);
  return [
    {
      kind: "identity",
      identity: { broker: "1", account: "2", feed: "3", clock: "4", seed: 5 },
    },
    { kind: "terms", terms: { ...DEFAULT_TERMS, participation: 0.1 } },
    {
      kind: "universe",
      instruments: [instrument("BTC", "crypto", { from: 1, until: 2 })],
    },
    { ...opens(0, { AAPL: 1.000000001 }), kind: "history" },
    ...joins("alpha", 0.000000001, { limits: LIMITS }),
    { kind: "team_removed", teamId: "7", minute },
    { kind: "competition", minute, competition: { name: "1.5", ends: 2 } },
    { kind: "ended", minute, name: "2.5" },
    { kind: "missed", from: 1, minute, reason: "1" },
    opens(1, { AAPL: 1e6, BTC: 0.000000001 }),
    order,
    fills(order, { id: "3", quantity: 1, price: 1.5, fee: 1, feeQuantity: 2 }),
    becomes(order, "CANCELED", { note: "1.5" }),
    {
      kind: "valued",
      minute,
      equity: { "10": usd(1), "9": usd(-2), a: 0n as never },
    },
    {
      kind: "runs",
      minute,
      runs: [{
        teamId: "a",
        outcome: "ok",
        signals: ["1", { price: "2" }],
        state: "3",
      }],
    },
    {
      kind: "failure",
      teamId: "a",
      minute,
      timeout: true,
      type: "1",
      message: "2",
      phase: "load",
    },
    {
      kind: "denial",
      teamId: "a",
      minute,
      index: 0,
      rule: "price_collar",
      message: "1",
      symbol: "2",
    },
    { kind: "decided", minute },
    { kind: "closed", minute },
    { kind: "skipped", minute, reason: "1" },
  ];
}
