import { strict as assert } from "node:assert";
import { checkHours } from "./order_hours.ts";

const refused = (tif: "opg" | "cls" | "day", time: string): boolean => {
  try {
    checkHours({ tif }, Date.parse(time));
    return false;
  } catch {
    return true;
  }
};

Deno.test("checkHours() refuses opg 09:28 to 19:00 and cls 15:50 to 19:00, New York time", () => {
  // 20 November is winter time: New York is five hours behind.
  assert.equal(refused("opg", "2026-11-20T14:27:59Z"), false);
  assert.equal(refused("opg", "2026-11-20T14:28:00Z"), true);
  assert.equal(refused("opg", "2026-11-20T23:59:00Z"), true);
  assert.equal(refused("opg", "2026-11-21T00:00:00Z"), false);
  assert.equal(refused("cls", "2026-11-20T20:49:59Z"), false);
  assert.equal(refused("cls", "2026-11-20T20:50:00Z"), true);
  // In summer it is four hours.
  assert.equal(refused("cls", "2026-07-20T19:50:00Z"), true);
  assert.equal(refused("cls", "2026-07-20T23:00:00Z"), false);
  assert.equal(refused("day", "2026-11-20T15:00:00Z"), false);
});
