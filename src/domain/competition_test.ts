import { strict as assert } from "node:assert";
import { mayTrade, phaseOf, uploadsAreFrozen } from "./competition.ts";

const at = (time: string) => Date.parse(`2026-12-18T${time}:00Z`);
const CUP = { name: "Cup", starts: at("14:30"), ends: at("21:00") };

Deno.test("phaseOf() goes from before to running to ended", () => {
  assert.equal(phaseOf({ spec: CUP }, at("14:29")), "before");
  assert.equal(phaseOf({ spec: CUP }, at("14:30")), "running");
  assert.equal(phaseOf({ spec: CUP }, at("20:59")), "running");
});

Deno.test("phaseOf() is ended when the end is booked, not when its time has come", () => {
  assert.equal(phaseOf({ spec: CUP }, at("23:00")), "running");
  const ended = at("20:59");
  assert.equal(phaseOf({ spec: CUP, ended }, at("14:00")), "ended");
});

Deno.test("phaseOf() runs from the beginning when there is no start", () => {
  assert.equal(phaseOf({ spec: { name: "Cup" } }, 0), "running");
});

Deno.test("mayTrade() takes the first minute, and the last whose orders can be filled before the end", () => {
  assert.equal(mayTrade(CUP, at("14:29")), false);
  assert.equal(mayTrade(CUP, at("14:30")), true);
  // Called at 20:59, filled on the bar 20:59, which ends with the competition.
  assert.equal(mayTrade(CUP, at("20:58")), true);
  assert.equal(mayTrade(CUP, at("20:59")), false);
  assert.equal(mayTrade(CUP, at("21:00")), false);
});

Deno.test("mayTrade() takes every minute of a competition without dates", () => {
  assert.equal(mayTrade({ name: "Cup" }, 0), true);
});

Deno.test("uploadsAreFrozen() from the end of uploads on, never without one", () => {
  const spec = { name: "Cup", uploadsUntil: at("14:30") };
  assert.equal(uploadsAreFrozen(spec, at("14:29")), false);
  assert.equal(uploadsAreFrozen(spec, at("14:30")), true);
  assert.equal(uploadsAreFrozen({ name: "Cup" }, at("23:59")), false);
});
