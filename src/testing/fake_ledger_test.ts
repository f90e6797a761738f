import { fakeLedger } from "./fake_ledger.ts";
import { ledgerCases } from "./ledger_suite.ts";

for (const { name, run } of ledgerCases) {
  Deno.test(`fakeLedger() ${name}`, () =>
    run(() => {
      const ledger = fakeLedger();
      return { open: () => ledger };
    }));
}
