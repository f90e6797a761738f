import { strict as assert } from "node:assert";
import { openDesk } from "./desk.ts";
import { floorAt, units } from "./trading_fixture_test.ts";

const open = () => openDesk(floorAt().world, { cash: units(5), multiplier: 1 });

Deno.test("stamp() never returns an instant twice", () => {
  const desk = open();
  const first = desk.stamp();
  assert.ok(desk.stamp() > first);
  desk.timeline.advance(desk.timeline.now + 1);
  const later = desk.stamp();
  assert.equal(later % 1_000_000n, 0n);
  assert.ok(later > first);
});

Deno.test("newId() never returns an id twice, and the same ones for the same seed", () => {
  const [desk, twin] = [open(), open()];
  const ids = Array.from({ length: 100 }, () => desk.newId("order"));
  assert.equal(new Set(ids).size, 100);
  assert.deepEqual(ids, Array.from({ length: 100 }, () => twin.newId("order")));
});

Deno.test("openDesk() begins with its cash", () => {
  assert.equal(open().ledger.book.cash, units(5));
});
