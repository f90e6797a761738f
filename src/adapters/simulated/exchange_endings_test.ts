import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { decimalText } from "../../domain/decimal.ts";
import { DEFAULT_TERMS } from "../../domain/exchange.ts";
import {
  type Sample,
  SAMPLE_INSTRUMENTS,
  sampleBar,
  sampleOrder,
} from "../../testing/orders.ts";
import { settleMinutes } from "./exchange.ts";

const DAY = "2026-11-17";

Deno.test("settleMinutes() lets a bar fill an order whose cancel arrived while it ran", () => {
  // A strategy's cancel of 15:04 arrives at 15:05:00, when the bar starts.
  const order = { cancelAt: time("15:05"), status: "PENDING_CANCEL" } as const;
  assert.deepEqual(life(order, [bar("15:05")], "15:05"), [
    "15:05 filled 100",
  ]);
  assert.deepEqual(
    life(
      { ...order, cancelAt: time("15:05") + 30_000 },
      [bar("15:05")],
      "15:05",
    ),
    ["15:05 filled 100"],
  );
});

Deno.test("settleMinutes() cancels when no bar that started before the cancel is left", () => {
  const order = { limit: 80, cancelAt: time("15:05") };
  const bars = [bar("15:05"), bar("15:06", { open: 70 })];
  assert.deepEqual(life(order, bars, "15:05", "15:06"), [
    "15:05 CANCELED at 15:05",
  ]);
  const between = { limit: 80, cancelAt: time("15:05") - 1 };
  assert.deepEqual(life(between, bars, "15:04", "15:06"), [
    "15:04 CANCELED at 15:04",
  ]);
});

Deno.test("settleMinutes() waits with a cancel that has not arrived", () => {
  const order = { limit: 80, cancelAt: time("15:06") };
  assert.deepEqual(life(order, [bar("15:05")], "15:05"), []);
  assert.deepEqual(life(order, [], "15:06"), ["15:06 CANCELED at 15:06"]);
});

Deno.test("settleMinutes() keeps a partial fill and cancels the rest", () => {
  const order = { cancelAt: time("15:05"), status: "PENDING_CANCEL" } as const;
  assert.deepEqual(
    life(order, [bar("15:05", { volume: 300 })], "15:05"),
    ["15:05 filled 30, CANCELED at 15:05"],
  );
});

Deno.test("settleMinutes() cancels at once what was asked for in settled minutes", () => {
  const order = { cancelAt: time("15:02") };
  assert.deepEqual(life(order, [bar("15:05")], "15:05"), [
    "15:05 CANCELED at 15:02",
  ]);
  const early = { cancelAt: time("15:00") + 10_000 };
  assert.deepEqual(life(early, [bar("15:01", { open: 90 })], "15:01"), [
    "15:01 CANCELED at 15:00",
  ]);
});

Deno.test("settleMinutes() gives ioc the first minute and no other", () => {
  const ioc = { timeInForce: "ioc" } as const;
  const bars = [bar("15:01", { volume: 300 }), bar("15:02")];
  assert.deepEqual(life(ioc, bars, "15:01", "15:02"), [
    "15:01 filled 30, CANCELED at 15:02 (immediate or cancel)",
  ]);
  assert.deepEqual(life(ioc, bars.slice(1), "15:01", "15:02"), [
    "15:01 CANCELED at 15:02 (immediate or cancel)",
  ]);
  assert.deepEqual(life(ioc, [bar("15:01")], "15:01"), ["15:01 filled 100"]);
});

Deno.test("settleMinutes() gives fok all of it or nothing", () => {
  const fok = { timeInForce: "fok" } as const;
  const none = ["15:01 CANCELED at 15:02 (fill or kill)"];
  assert.deepEqual(life(fok, [bar("15:01")], "15:01"), ["15:01 filled 100"]);
  assert.deepEqual(life(fok, [bar("15:01", { volume: 999 })], "15:01"), none);
  assert.deepEqual(life(fok, [bar("15:01", { open: 102.99 })], "15:01"), none);
  assert.deepEqual(life(fok, [], "15:01"), none);
});

Deno.test("settleMinutes() lets a fok that finds nothing take nothing from the next order", () => {
  const orders = [
    sampleOrder({ timeInForce: "fok", quantity: 2000 }),
    sampleOrder({ quantity: 1000, index: 1 }),
  ];
  const settled = settle(orders, [bar("15:01")], "15:01");
  assert.equal(settled[1]?.fills[0]?.quantity, 1000n * 1_000_000_000n);
});

Deno.test("settleMinutes() ends a day order after the last bar of its session", () => {
  const order = { limit: 80 };
  const last = bar("20:59", { low: 79 });
  assert.deepEqual(life(order, [bar("20:58")], "15:01", "20:58"), []);
  assert.deepEqual(life(order, [], "15:01", "20:59"), [
    "20:59 EXPIRED at 21:00 (its day ended)",
  ]);
  assert.deepEqual(life(order, [last], "20:59"), ["20:59 filled 100"]);
});

Deno.test("settleMinutes() ends a day order at 13:00 New York when the session is a short one", () => {
  const minute = Date.parse("2026-11-27T15:00:00Z");
  const [report, ...more] = settleMinutes({
    settlement: {
      from: minute + 60_000,
      upTo: Date.parse("2026-11-28T00:00:00Z"),
      bars: [],
      orders: [sampleOrder({ minute })],
      instruments: SAMPLE_INSTRUMENTS,
    },
    terms: DEFAULT_TERMS,
    seed: 7,
  });
  assert.deepEqual([report?.status, more.length], ["EXPIRED", 0]);
  assert.equal(report?.at, Date.parse("2026-11-27T18:00:00Z"));
});

Deno.test("settleMinutes() keeps a day order of the last minute for the next session", () => {
  const order = { minute: time("20:59"), limit: 80 };
  assert.deepEqual(life(order, [], "21:00", "23:59"), []);
});

Deno.test("settleMinutes() never ends a gtc order by itself", () => {
  const order = { timeInForce: "gtc", limit: 80 } as const;
  assert.deepEqual(life(order, [], "15:01", "23:59"), []);
});

Deno.test("settleMinutes() ends a coin's day at midnight UTC", () => {
  const order = { symbol: "BTC", limit: 80 };
  assert.deepEqual(life(order, [], "15:01", "23:59"), [
    "23:59 EXPIRED at 00:00 (its day ended)",
  ]);
});

Deno.test("settleMinutes() takes the earlier of cancel and close", () => {
  const order = { limit: 80, cancelAt: time("20:59") + 30_000 };
  assert.deepEqual(life(order, [], "20:59"), ["20:59 CANCELED at 20:59"]);
  const late = { limit: 80, cancelAt: time("21:00") };
  assert.deepEqual(life(late, [], "20:59", "21:00"), [
    "20:59 EXPIRED at 21:00 (its day ended)",
  ]);
});

function time(hhmm: string): number {
  return Date.parse(`${DAY}T${hhmm}:00Z`);
}

function bar(hhmm: string, rest: Partial<Bar> = {}): Bar {
  return sampleBar({ at: time(hhmm), ...rest });
}

function settle(
  orders: readonly ReturnType<typeof sampleOrder>[],
  bars: readonly Bar[],
  from: string,
  upTo = from,
) {
  return settleMinutes({
    settlement: {
      from: time(from),
      upTo: time(upTo),
      bars,
      orders,
      instruments: SAMPLE_INSTRUMENTS,
    },
    terms: DEFAULT_TERMS,
    seed: 7,
  });
}

/** Says in words what happened to one order that was decided at 15:00, by the minute it happened in. */
function life(
  sample: Sample,
  bars: readonly Bar[],
  from: string,
  upTo = from,
): string[] {
  return minutes(from, upTo).flatMap((minute) => {
    const upToMinute = settle([sampleOrder(sample)], bars, from, minute);
    const before = minute === from
      ? []
      : settle([sampleOrder(sample)], bars, from, previous(minute));
    return upToMinute.slice(before.length).map((report) => {
      const { fills: [fill], status, at, note } = report;
      const what = [
        ...(fill ? [`filled ${decimalText(fill.quantity)}`] : []),
        ...(status ? [`${status} at ${hhmm(at)}`] : []),
      ].join(", ");
      return `${minute} ${what}${note ? ` (${note})` : ""}`;
    });
  });
}

function minutes(from: string, upTo: string): string[] {
  const all: string[] = [];
  for (let at = time(from); at <= time(upTo); at += 60_000) all.push(hhmm(at));
  return all;
}

function previous(minute: string): string {
  return hhmm(time(minute) - 60_000);
}

function hhmm(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
