import { strict as assert } from "node:assert";
import { joins } from "./events.ts";
import { ledgerCases } from "./ledger_suite.ts";
import { memoryLedger } from "./memory_ledger.ts";

for (const { name, run } of ledgerCases) {
  Deno.test(`memoryLedger() ${name}`, () =>
    run(() => {
      const ledger = memoryLedger();
      return { open: () => ledger };
    }));
}

Deno.test("memoryLedger() fails at the commit it is told, and goes on after it", () => {
  const ledger = memoryLedger({ failAt: 2 });
  ledger.commit({ events: joins("alpha") });
  assert.throws(
    () => ledger.commit({ events: joins("beta") }),
    { code: "unavailable" },
  );
  assert.equal(ledger.load().head.length, 2);
  assert.equal(ledger.commit({ events: joins("beta") }).length, 4);
});
