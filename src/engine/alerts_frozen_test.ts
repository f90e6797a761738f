import { strict as assert } from "node:assert";
import type { Alert } from "../domain/alert.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { fakeEngine } from "../testing/engine.ts";
import { fold, minuteAt, openBooks, price } from "../testing/events.ts";
import { alertWatch } from "./alerts.ts";

const OF = { symbol: "AAPL", minute: minuteAt(0) } as const;
const JUMP = { mark: price(100), price: price(25) };
const FROZEN: LedgerEvent = { kind: "frozen", ...OF, ...JUMP };
const THAWED: LedgerEvent = { kind: "thawed", ...OF, reason: "it came back" };
const RAISED = "AAPL raised: AAPL is frozen: its price jumped from 100 to 25 " +
  "and no split explains it; qtc repair --accept says that it is right";
const CLEARED = "AAPL cleared: AAPL trades again";

/** A watch over books in which some events have happened, and what it says of more. */
function watching(events: readonly LedgerEvent[], told: readonly Alert[] = []) {
  const books = fold(events, openBooks());
  const watch = alertWatch({ ...fakeEngine(), books }, { told });
  return (...more: LedgerEvent[]): string[] => {
    fold(more, books);
    return watch.take(more).map(({ subject, state, message }) =>
      `${subject} ${state}: ${message}`
    );
  };
}

Deno.test("take() says that a symbol is frozen, and that it trades again", () => {
  const take = watching([]);
  assert.deepEqual(take(), []);
  assert.deepEqual(take(FROZEN), [RAISED]);
  assert.deepEqual(take(), []);
  assert.deepEqual(take(THAWED), [CLEARED]);
});

Deno.test("take() says after a start what was not told before, once", () => {
  assert.deepEqual(watching([FROZEN])(), [RAISED]);
  const told: Alert = {
    ...{ kind: "frozen", subject: "AAPL", state: "raised" },
    ...{ message: "", at: 0 },
  };
  assert.deepEqual(watching([FROZEN], [told])(), []);
  assert.deepEqual(watching([FROZEN, THAWED], [told])(), [CLEARED]);
});

Deno.test("take() says why a symbol is frozen that no price has frozen", () => {
  const why = { refused: "a", reason: "Cannot book it: it is late" };
  assert.deepEqual(watching([])({ ...FROZEN, ...why }), [
    "AAPL raised: AAPL is frozen: Cannot book it: it is late; qtc repair " +
    "--accept says that it is right",
  ]);
});

Deno.test("take() says which actions cannot be booked, until nobody asks about them", () => {
  const asked = { at: 0, failures: 0, refused: new Map([["a", "It is late"]]) };
  const engine = { ...fakeEngine(), books: openBooks(), actionsAsked: asked };
  const told: Alert = {
    ...{ kind: "feed", subject: "action b", state: "raised" },
    ...{ message: "", at: 0 },
  };
  const watch = alertWatch(engine, { told: [told] });
  // Before an answer nothing is known.
  assert.deepEqual(watch.take([]), []);
  Object.assign(asked, { date: "2013-10-07" });
  const said = (alerts: readonly Alert[]) =>
    alerts.map(({ kind, subject, state, message }) =>
      `${kind} ${subject} ${state}: ${message}`
    );
  assert.deepEqual(said(watch.take([])), [
    "feed action b cleared: That action is not asked about any more",
    "feed action a raised: It is late",
  ]);
  assert.deepEqual(watch.take([]), []);
  asked.refused.clear();
  assert.deepEqual(said(watch.take([])), [
    "feed action a cleared: That action is not asked about any more",
  ]);
});
