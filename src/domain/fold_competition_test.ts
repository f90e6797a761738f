import { strict as assert } from "node:assert";
import {
  becomes,
  fills,
  fold,
  joins,
  minuteAt,
  openBooks,
  opens,
  orders,
  shares,
  teamSpec,
  values,
} from "../testing/events.ts";
import type { LedgerEvent } from "./event.ts";
import { apply } from "./fold.ts";
import { heldOf } from "./portfolio.ts";

const SPEC = { name: "Cup", ends: minuteAt(3) };
const CUP: LedgerEvent = {
  kind: "competition",
  minute: minuteAt(0),
  competition: SPEC,
};
const ENDED: LedgerEvent = { kind: "ended", minute: minuteAt(2), name: "Cup" };

Deno.test("apply() keeps the competition as it stands, until it is taken back", () => {
  const books = fold([CUP], openBooks());
  assert.deepEqual(books.competition, { spec: SPEC });
  const longer = { ...SPEC, ends: minuteAt(9) };
  apply(books, { ...CUP, competition: longer });
  assert.deepEqual(books.competition, { spec: longer });
  apply(books, { kind: "competition", minute: minuteAt(1) });
  assert.equal("competition" in books, false);
});

Deno.test("apply() ends a competition once, and only one that has an end", () => {
  assert.throws(() => fold([ENDED], openBooks()), /that has an end/);
  const endless: LedgerEvent = { ...CUP, competition: { name: "Cup" } };
  assert.throws(() => fold([endless, ENDED], openBooks()), /that has an end/);
  const books = fold([CUP, ENDED], openBooks());
  assert.equal(books.competition?.ended, minuteAt(2));
  assert.throws(() => apply(books, ENDED), /after the competition's end/);
});

Deno.test("apply() does not end a competition inside a minute", () => {
  assert.throws(
    () => fold([CUP, opens(0), ENDED], openBooks()),
    /between minutes/,
  );
});

Deno.test("apply() lets nothing that changes the board follow the end", () => {
  const books = fold([CUP, ENDED], openBooks());
  const team: LedgerEvent = {
    kind: "team",
    teamId: "alpha",
    minute: minuteAt(3),
    spec: teamSpec("alpha", { code: "4e3" }),
  };
  const before = structuredClone(books);
  for (
    const event of [
      CUP,
      opens(3),
      orders(),
      team,
      { kind: "team_removed", teamId: "alpha", minute: minuteAt(3) } as const,
      values(3, { alpha: 10_000 }),
      ...joins("beta"),
    ]
  ) {
    assert.throws(() => apply(books, event), /after the competition's end/);
  }
  assert.deepEqual(books, before);
});

Deno.test("apply() books what a late cancel of the end brings", () => {
  const order = orders({ quantity: 10 });
  const books = fold([
    CUP,
    order,
    becomes(order, "ACCEPTED"),
    becomes(order, "PENDING_CANCEL"),
    ENDED,
    fills(order, { quantity: 4 }),
    becomes(order, "CANCELED"),
  ], openBooks());
  const alpha = books.teams.get("alpha");
  assert.ok(alpha);
  assert.equal(heldOf(alpha, "AAPL"), shares(4));
  assert.equal(alpha.open.size, 0);
});
