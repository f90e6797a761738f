import { strict as assert } from "node:assert";
import {
  ENTRY_POINT_PATTERN,
  knownFields,
  LATER_FIELDS,
  registrySchema,
} from "./registry_schema.ts";

Deno.test("ENTRY_POINT_PATTERN takes a file without extension and a class", () => {
  for (const right of ["strategy:MyStrategy", "src/a-b_1:$A", "a:b"]) {
    assert.match(right, ENTRY_POINT_PATTERN);
  }
  const wrong = [
    "strategy",
    "a.ts:B",
    "../a:B",
    "/a:B",
    "a:1B",
    "a:B:C",
    "a: B",
  ];
  for (const text of wrong) assert.doesNotMatch(text, ENTRY_POINT_PATTERN);
});

Deno.test("knownFields() names the fields of a place", () => {
  assert.deepEqual(knownFields([]), ["teams", "universe", "competition"]);
  assert.deepEqual(knownFields(["universe"]), ["equities", "crypto"]);
  assert(knownFields(["competition"]).includes("uploads_until"));
  assert(knownFields(["teams", 0]).includes("entry_point"));
  assert(knownFields(["teams", 0, "limits"]).includes("max_daily_loss"));
});

Deno.test("registrySchema refuses each field that comes later", () => {
  const team = { name: "a", "entry_point": "s:B" };
  assert(registrySchema.safeParse({ teams: [team] }).success);
  for (const name of Object.keys(LATER_FIELDS)) {
    const raw = { teams: [{ ...team, [name]: "x" }] };
    assert.equal(registrySchema.safeParse(raw).success, false, name);
  }
});
