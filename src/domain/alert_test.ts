import { strict as assert } from "node:assert";
import { type Alert, alertKey } from "./alert.ts";

Deno.test("alertKey() is the same for what is about the same thing", () => {
  const raised: Alert = {
    kind: "quarantine",
    subject: "alpha",
    state: "raised",
    message: "alpha is out",
    at: 1,
  };
  const cleared: Alert = { ...raised, state: "cleared", message: "", at: 2 };
  assert.equal(alertKey(raised), alertKey(cleared));
  const others: Alert[] = [
    { ...raised, subject: "beta" },
    { ...raised, kind: "disk" },
    { kind: "quarantine", state: "raised", message: "", at: 1 },
  ];
  for (const other of others) {
    assert.notEqual(alertKey(other), alertKey(raised));
  }
});
