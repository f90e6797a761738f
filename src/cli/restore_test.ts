import { strict as assert } from "node:assert";
import { restore } from "./restore.ts";

Deno.test("restore() says where it ends and what comes next", async () => {
  const lines: string[] = [];
  const code = await restore({ dataDir: "D", folder: "B" }, {
    restore: () => Promise.resolve({ length: 7, hash: "9f2c" }),
    print: (line) => void lines.push(line),
  });
  assert.equal(code, 0);
  assert.deepEqual(lines, [
    "Restored D from B",
    "  7 events, head 9f2c",
    "Next:",
    "  qtc export --data-dir D",
    "  writes portfolios and other files again from the ledger",
    "  qtc --data-dir D",
    "  goes on, with the settings and the registry it was started with",
  ]);
});
