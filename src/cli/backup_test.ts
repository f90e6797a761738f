import { strict as assert } from "node:assert";
import { backup } from "./backup.ts";

Deno.test("backup() says where it lies, where it ends, how large it is and how long it took", async () => {
  const lines: string[] = [];
  const report = {
    folder: "D/backups/20261120T143102Z",
    head: { length: 4_812, hash: "9f2c" },
    bytes: 12_345_678,
    seconds: 0.84,
  };
  const code = await backup({
    backup: () => Promise.resolve(report),
    print: (line) => void lines.push(line),
  });
  assert.equal(code, 0);
  assert.deepEqual(lines, [
    "Backup: D/backups/20261120T143102Z",
    "  4812 events, head 9f2c",
    "  12.3 MB in 0.8 s, all of it agrees",
  ]);
});
