import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvRows } from "./csv_rows.ts";
import { AT, HEADER, rowsOf, withFiles } from "./fixture_test.ts";

Deno.test("csvRows() reads CSV with its lines, quotes, marks and delimiters", () =>
  withFiles({
    "a.csv":
      `\uFEFF"symbol";timestamp;open;high;low;close;volume\r\n"AAPL";"${AT}";1;1;1;1;2\r\n\r\nA;1;1\r\nMSFT;${AT};2;1;1;1;2`,
  }, async (folder) => {
    const rows = await rowsOf(folder, "a.csv");
    assert.deepEqual(rows.map(({ line, bar }) => [line, bar?.symbol]), [
      ...[[2, "AAPL"], [4, undefined], [5, undefined]],
    ]);
    assert.deepEqual(rows.slice(1).map(({ fault }) => fault), [
      "it has 3 cells instead of 7",
      "high 1 is below open or close",
    ]);
  }));

Deno.test("csvRows() reads a million rows in little memory", () =>
  withFiles({}, (folder) => {
    const path = join(folder, "large.csv");
    writeFileSync(path, `${HEADER}\n`);
    const lines = Array.from(
      { length: 10_000 },
      (_, n) => `AAPL,${AT + n * 60_000},100.25,101,99,100.5,12345\n`,
    ).join("");
    writeFileSync(path, lines.repeat(100), { flag: "a" });
    const before = Deno.memoryUsage().rss;
    let count = 0;
    let most = 0;
    for (const { bar } of csvRows(path, {})) {
      if (bar) count++;
      if (count % 50_000 === 0) most = Math.max(most, Deno.memoryUsage().rss);
    }
    assert.equal(count, 1_000_000);
    assert(most - before < 200e6, `${(most - before) / 1e6} MB`);
  }));
