import { strict as assert } from "node:assert";
import { holidaysOf, hoursOn } from "./holidays.ts";

/** Weekdays without trading, as the exchange published them; month-day. */
const HOLIDAYS: Readonly<Record<number, string>> = {
  2001:
    "01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25",
  2012: "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25",
  2013: "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25",
  2018: "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25",
  2021: "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24",
  2022: "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
  2025: "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
  2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
  2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
  2028: "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25",
};

/** Sessions that end at 13:00; month-day. */
const EARLY_CLOSES: Readonly<Record<number, string>> = {
  2000: "07-03 11-24",
  2001: "07-03 11-23 12-24",
  2002: "07-05 11-29 12-24",
  2003: "07-03 11-28 12-24 12-26",
  2004: "11-26",
  2006: "07-03 11-24",
  2008: "07-03 11-28 12-24",
  2009: "11-27 12-24",
  2012: "07-03 11-23 12-24",
  2013: "07-03 11-29 12-24",
  2014: "07-03 11-28 12-24",
  2015: "11-27 12-24",
  2018: "07-03 11-23 12-24",
  2019: "07-03 11-29 12-24",
  2020: "11-27 12-24",
  2021: "11-26",
  2022: "11-25",
  2023: "07-03 11-24",
  2024: "07-03 11-29 12-24",
  2025: "07-03 11-28 12-24",
  2026: "11-27 12-24",
  2027: "11-26",
  2028: "07-03 11-24",
};

/** Sessions of each year from 2000 to 2026. */
const SESSIONS = [
  252,
  248,
  252,
  252,
  252,
  252,
  251,
  251,
  253, // 2000..2008
  252,
  252,
  252,
  250,
  252,
  252,
  252,
  252,
  251, // 2009..2017
  251,
  252,
  253,
  252,
  251,
  250,
  252,
  250,
  251, // 2018..2026
];

/** Good Fridays that are easy to get wrong: the earliest, the latest, month ends. */
const GOOD_FRIDAYS = [
  "2000-04-21",
  "2002-03-29",
  "2005-03-25",
  "2008-03-21",
  "2011-04-22",
  "2016-03-25",
  "2019-04-19",
  "2024-03-29",
  "2029-03-30",
  "2035-03-23",
  "2038-04-23",
  "2040-03-30",
];

for (const [year, expected] of Object.entries(HOLIDAYS)) {
  Deno.test(`holidaysOf() lists the days without trading when the year is ${year}`, () => {
    const days = holidaysOf(Number(year)).map((date) => date.slice(5));
    assert.equal(days.join(" "), expected);
  });
}

Deno.test("hoursOn() ends sessions at 13:00 when the exchange did", () => {
  for (const [year, expected] of Object.entries(EARLY_CLOSES)) {
    const early = weekdays(Number(year)).filter(([y, m, d]) =>
      hoursOn(y, m, d)?.close === 13 * 60
    )
      .map(([, m, d]) => `${pad(m)}-${pad(d)}`);
    assert.equal(early.join(" "), expected, year);
  }
});

Deno.test("hoursOn() has as many sessions a year as the exchange had", () => {
  const counts = SESSIONS.map((_, i) =>
    weekdays(2000 + i).filter(([y, m, d]) => hoursOn(y, m, d)).length
  );
  assert.deepEqual(counts, SESSIONS);
});

Deno.test("hoursOn() is closed when it is Good Friday, a Saturday or a Sunday", () => {
  for (const date of GOOD_FRIDAYS) {
    const [y, m, d] = date.split("-").map(Number) as [number, number, number];
    assert.equal(hoursOn(y, m, d), undefined, date);
  }
  assert.equal(hoursOn(2026, 11, 21), undefined);
  assert.equal(hoursOn(2026, 11, 22), undefined);
});

Deno.test("hoursOn() opens on the last Friday of the year when New Year is a Saturday", () => {
  for (const year of [2004, 2010, 2021, 2027, 2032, 2038]) {
    assert.deepEqual(
      hoursOn(year, 12, 31),
      { open: 570, close: 960 },
      String(year),
    );
  }
});

Deno.test("hoursOn() opens at noon when the attacks are a year past", () => {
  assert.deepEqual(hoursOn(2002, 9, 11), { open: 720, close: 960 });
});

Deno.test("hoursOn() closes for Juneteenth only since 2022", () => {
  assert.ok(hoursOn(2020, 6, 19));
  assert.ok(hoursOn(2021, 6, 18));
  assert.equal(hoursOn(2023, 6, 19), undefined);
});

Deno.test("holidaysOf() has nine or ten weekdays a year when nothing special happened", () => {
  for (let year = 2027; year <= 2040; year++) {
    const days = holidaysOf(year);
    assert.equal(
      days.length,
      new Date(Date.UTC(year, 0, 1)).getUTCDay() === 6 ? 9 : 10,
      String(year),
    );
    for (const date of days) {
      assert.ok(![0, 6].includes(new Date(Date.parse(date)).getUTCDay()), date);
    }
  }
});

function weekdays(year: number): [number, number, number][] {
  const found: [number, number, number][] = [];
  for (
    let at = Date.UTC(year, 0, 1);
    at < Date.UTC(year + 1, 0, 1);
    at += 86_400_000
  ) {
    const day = new Date(at);
    if (day.getUTCDay() % 6 !== 0) {
      found.push([year, day.getUTCMonth() + 1, day.getUTCDate()]);
    }
  }
  return found;
}

function pad(n: number): string {
  return String(n).padStart(2, "0");
}
