import { strict as assert } from "node:assert";
import { bareRealm } from "./fixtures_test.ts";
import { installCalendars, installClock } from "./realm_clock.ts";
import { saveOwn } from "./realm_own.ts";

/** A realm whose clock says 2026-11-20T14:31:00Z. */
function realm(seed = "[1, 2, 3, 4]"): (expression: string) => unknown {
  const run = bareRealm();
  const set = run(`(() => { const own = (${saveOwn})();
    const clock = (${installClock})(own, globalThis);
    (${installCalendars})(own, globalThis);
    clock.set(${Date.UTC(2026, 10, 20, 14, 31)}, ${seed}); })()`);
  assert.equal(set, undefined);
  return (expression) =>
    JSON.parse(String(run(`JSON.stringify(${expression})`)));
}

Deno.test("installClock() makes every way to the time say the minute's end", () => {
  const value = realm();
  const now = "2026-11-20T14:31:00Z";
  assert.deepEqual(
    value(
      `[Date.now(), new Date(), Date(), new (class X extends Date {})(), Reflect.construct(Date, [], Date), new Date().constructor(), new (new Date().constructor)()]`,
    ),
    [
      Date.parse(now),
      "2026-11-20T14:31:00.000Z",
      "Fri Nov 20 2026 14:31:00 GMT+0000 (Coordinated Universal Time)",
      "2026-11-20T14:31:00.000Z",
      "2026-11-20T14:31:00.000Z",
      "Fri Nov 20 2026 14:31:00 GMT+0000 (Coordinated Universal Time)",
      "2026-11-20T14:31:00.000Z",
    ],
  );
  assert.deepEqual(
    value(
      `[Temporal.Now.instant(), Temporal.Now.plainDateISO(), Temporal.Now.plainTimeISO(), Temporal.Now.plainDateTimeISO("America/New_York"), Temporal.Now.zonedDateTimeISO().epochMilliseconds, Temporal.Now.timeZoneId()]`,
    ),
    [
      now,
      "2026-11-20",
      "14:31:00",
      "2026-11-20T09:31:00",
      Date.parse(now),
      "UTC",
    ],
  );
  assert.deepEqual(
    value(
      `(() => { const f = new Intl.DateTimeFormat("en", { timeZone: "UTC", dateStyle: "short", timeStyle: "short" });
      return [f.format(), f.format(0), f.formatToParts().find((part) => part.type === "minute").value, f.format === undefined]; })()`,
    ) instanceof
      Array,
    true,
  );
  const formatted = value(
    `new Intl.DateTimeFormat("en", { timeZone: "UTC", dateStyle: "short" }).format()`,
  );
  assert.equal(formatted, "11/20/26");
});

Deno.test("installClock() leaves dates that are given as they are", () => {
  assert.deepEqual(
    realm()(
      `[new Date(0), new Date(2020, 1, 29, 1), Date.UTC(1970, 0, 2), Date.parse("1970-01-02"), new Date(5) instanceof Date, Date.name, Date.length, typeof Date.prototype.getTime]`,
    ),
    [
      "1970-01-01T00:00:00.000Z",
      new Date(2020, 1, 29, 1).toISOString(),
      86_400_000,
      86_400_000,
      true,
      "Date",
      7,
      "function",
    ],
  );
});

Deno.test("installClock() draws the numbers of sfc32 from the seed", () => {
  const numbers = (seed: string) =>
    realm(seed)("[Math.random(), Math.random(), Math.random()]");
  let [a, b, c, counter] = [1, 2, 3, 4];
  const expected: number[] = [];
  for (let round = 0; round < 15; round++) {
    const sum = ((a + b | 0) + counter) | 0;
    counter = counter + 1 | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21 | c >>> 11) + sum) | 0;
    if (round >= 12) expected.push((sum >>> 0) / 2 ** 32);
  }
  assert.deepEqual(numbers("[1, 2, 3, 4]"), expected);
  assert.notDeepEqual(numbers("[1, 2, 3, 5]"), expected);
});
