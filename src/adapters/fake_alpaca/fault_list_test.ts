import { strict as assert } from "node:assert";
import { FAULTS, isFaultName, namesOf } from "./fault_list.ts";

Deno.test("namesOf() returns a fault for its name and all of a family for its code", () => {
  assert.deepEqual(namesOf("gzip"), ["gzip"]);
  assert.deepEqual(namesOf("F16"), [
    ...["html_502", "json_truncated", "gzip", "empty_body"],
    ...["slow_body", "redirect"],
  ]);
  assert.deepEqual(namesOf("F99"), []);
  assert.deepEqual(namesOf("toString"), []);
});

Deno.test("FAULTS has every family but those that always hold", () => {
  const codes = new Set<string>(Object.values(FAULTS).map(({ code }) => code));
  for (let n = 1; n <= 17; n++) {
    assert.equal(codes.has(`F${n}`), ![2, 7, 14].includes(n), `F${n}`);
  }
  assert(Object.keys(FAULTS).every(isFaultName));
  assert(!isFaultName("F1"));
});
