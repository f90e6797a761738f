import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { amendCalendar, sessionOn } from "../domain/calendar.ts";
import type { Session } from "../domain/calendar.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import {
  type CalendarDesk,
  checkCalendar,
  hoursLine,
} from "./calendar_check.ts";

const NOW = Date.parse("2026-11-18T12:00:00Z");
const { signal } = new AbortController();

/** A desk, what it has logged, and what was recorded. */
function deskAt(now: number) {
  const lines: string[] = [];
  const events: LedgerEvent[] = [];
  const desk: CalendarDesk = {
    books: emptyBooks(),
    head: { length: 0, hash: "" },
    ledger: fakeLedger(),
    onRecorded: (batch) => void events.push(...batch.events),
    clock: { now: () => now, sleepUntil: () => Promise.resolve() },
    log: { write: (_, line) => void lines.push(line) },
  };
  return { desk, lines, events };
}

/** The rules' sessions of some days, but for those that `changed` replaces. */
function sessions(changed: Record<string, Session | undefined> = {}) {
  const asked: string[] = [];
  const days = [18, 19, 20, 21, 22, 23, 24, 25].map((day) => `2026-11-${day}`);
  const all = days.flatMap((date) =>
    (date in changed ? changed[date] : sessionOn(date)) ?? []
  );
  return {
    asked,
    sessions(from: string, to: string) {
      asked.push(from, to);
      return Promise.resolve(all);
    },
  };
}

Deno.test("checkCalendar() records nothing when the exchange keeps the rules", async () => {
  const { desk, events, lines } = deskAt(NOW);
  const calendar = sessions();
  assert.equal(await checkCalendar(desk, calendar, signal), 0);
  assert.deepEqual(calendar.asked, ["2026-11-18", "2026-11-25"]);
  assert.deepEqual([events, lines], [[], []]);
});

Deno.test("checkCalendar() lets the exchange win, and says so once", async () => {
  const { desk, events, lines } = deskAt(NOW);
  const early = {
    ...sessionOn("2026-11-20")!,
    close: Date.parse("2026-11-20T18:00:00Z"),
  };
  const calendar = sessions({ "2026-11-19": undefined, "2026-11-20": early });
  try {
    assert.equal(await checkCalendar(desk, calendar, signal), 2);
    const minute = NOW + 60_000;
    const hours = { open: early.open, close: early.close };
    assert.deepEqual(events, [
      { kind: "session", minute, change: { date: "2026-11-19" } },
      { kind: "session", minute, change: { date: "2026-11-20", hours } },
    ]);
    assert.equal(sessionOn("2026-11-19"), undefined);
    assert.deepEqual(sessionOn("2026-11-20"), early);
    assert.equal(await checkCalendar(desk, calendar, signal), 0);
    assert.equal(lines.length, 2);
  } finally {
    amendCalendar([]);
  }
});

Deno.test("checkCalendar() leaves an open minute its calendar", async () => {
  const { desk, events } = deskAt(NOW);
  desk.books.open = { minute: NOW, after: 0, phase: "opened", runs: [] };
  const calendar = sessions({ "2026-11-19": undefined });
  assert.equal(await checkCalendar(desk, calendar, signal), undefined);
  assert.deepEqual(events, []);
});

Deno.test("hoursLine() says when it is open, or that it is not", () => {
  const [open, close] = ["14:30", "18:00"]
    .map((time) => Date.parse(`2026-11-20T${time}:00Z`)) as [number, number];
  assert.equal(
    hoursLine({ date: "2026-11-20", hours: { open, close } }),
    "By its own calendar the exchange is open from 14:30 to 18:00 UTC on " +
      "2026-11-20; that counts",
  );
  assert.match(hoursLine({ date: "2026-11-20" }), /is closed on 2026-11-20/);
});

Deno.test("checkCalendar() takes no session at all for a failure, not for a closed exchange", async () => {
  const { desk, events } = deskAt(NOW);
  const nothing = { sessions: () => Promise.resolve([]) };
  await assert.rejects(
    () => checkCalendar(desk, nothing, signal),
    { code: "unavailable", message: /it has no session$/ },
  );
  assert.deepEqual(events, []);
});
