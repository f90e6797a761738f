import { strict as assert } from "node:assert";
import { join } from "node:path";
import { eventsOf, minutesRun, query } from "./ledger_file.ts";
import { run, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

/** A stretch of the calendar and what must run in it: first and last minute, and how many, UTC. */
interface Golden {
  readonly name: string;
  readonly at: string;
  readonly until: string;
  readonly days: readonly (readonly [string, string, number])[];
}

/** Source: https://www.nyse.com/markets/hours-calendars */
const GOLDEN: readonly Golden[] = [
  {
    name: "closed on Thanksgiving, half a day after it, closed at the weekend",
    at: "2026-11-25",
    until: "2026-11-30T15:00:00Z",
    days: [
      ["2026-11-25T14:30Z", "2026-11-25T20:59Z", 390],
      ["2026-11-27T14:30Z", "2026-11-27T17:59Z", 210],
      ["2026-11-30T14:30Z", "2026-11-30T14:59Z", 30],
    ],
  },
  {
    name: "half a day on 24 December, closed on the 25th",
    at: "2026-12-24",
    until: "2026-12-28T14:40:00Z",
    days: [
      ["2026-12-24T14:30Z", "2026-12-24T17:59Z", 210],
      ["2026-12-28T14:30Z", "2026-12-28T14:39Z", 10],
    ],
  },
  {
    name: "an hour earlier in UTC when summer time begins",
    at: "2026-03-06T20:30:00Z",
    until: "2026-03-10T13:40:00Z",
    days: [
      ["2026-03-06T20:30Z", "2026-03-06T20:59Z", 30],
      ["2026-03-09T13:30Z", "2026-03-09T19:59Z", 390],
      ["2026-03-10T13:30Z", "2026-03-10T13:39Z", 10],
    ],
  },
  {
    name: "an hour later in UTC when summer time ends",
    at: "2026-10-30T19:30:00Z",
    until: "2026-11-03T14:40:00Z",
    days: [
      ["2026-10-30T19:30Z", "2026-10-30T19:59Z", 30],
      ["2026-11-02T14:30Z", "2026-11-02T20:59Z", 390],
      ["2026-11-03T14:30Z", "2026-11-03T14:39Z", 10],
    ],
  },
];

for (const { name, at, until, days } of GOLDEN) {
  Deno.test(`minutes run when they should: ${name}`, async () => {
    await using folder = await tempFolder();
    const dataDir = await runFrom(folder.path, [
      ...["--symbols", "AAPL,MSFT", "--at", at, "--until", until],
    ]);
    const minutes = minutesRun(dataDir);
    const expected = days.flatMap(([first, last, count]) => {
      const all = minutesBetween(first, last);
      assert.equal(all.length, count); // the golden table agrees with itself
      return all;
    });
    assert.deepEqual(minutes, expected);
    assert.equal(callsOf(dataDir), expected.length);
    assert.deepEqual(eventsOf(dataDir, "skipped"), []);
    assert.deepEqual(eventsOf(dataDir, "missed"), []);
  });
}

Deno.test("minutes run at the weekend where coins trade, without teams that are not called then", async () => {
  await using folder = await tempFolder();
  const dataDir = await runFrom(folder.path, [
    ...["--symbols", "AAPL,BTC", "--at", "2026-11-21", "--duration", "20"],
  ]);
  assert.deepEqual(
    minutesRun(dataDir),
    minutesBetween("2026-11-21T00:00Z", "2026-11-21T00:19Z"),
  );
  assert.equal(callsOf(dataDir), 0);
});

/** Returns the data folder of a run at full speed. */
async function runFrom(
  folder: string,
  args: readonly string[],
): Promise<string> {
  const registry = await writeTeams(folder, { quiet: "quiet" });
  const all = ["--registry", registry, "--speed", "max", "--no-api", ...args];
  const { code, stderr } = await run(all, { cwd: folder });
  assert.equal(code, 0, stderr);
  return join(folder, "data");
}

/** Returns how often a strategy was called. */
function callsOf(dataDir: string): unknown {
  return query(dataDir, "select count(*) as n from runs")[0]?.n;
}

/** Returns the minutes from one to another, both included. */
function minutesBetween(first: string, last: string): string[] {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return Array.from(
    { length: (to - from) / 60_000 + 1 },
    (_, index) =>
      `${new Date(from + index * 60_000).toISOString().slice(0, 16)}Z`,
  );
}
