import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { AT, rowsOf, withFiles } from "./fixture_test.ts";
import { parquetRows } from "./parquet_rows.ts";

Deno.test("parquetRows() reads Parquet, times in every unit", () =>
  withFiles({ "a.parquet": table() }, async (folder) => {
    const rows = await rowsOf(folder, "a.parquet");
    assert.deepEqual(rows, [
      {
        line: 1,
        bar: {
          ...{ symbol: "AAPL", at: AT, open: 1.5, high: 2, low: 1, close: 2 },
          volume: 7,
        },
      },
      { line: 2, fault: "low 3 is above open or close" },
    ]);
  }));

Deno.test("parquetRows() refuses a file that is torn, or of other columns", () =>
  withFiles({}, async (folder) => {
    const path = join(folder, "a.parquet");
    for (const bytes of [table().slice(0, 300), table({ symbol: undefined })]) {
      writeFileSync(path, bytes);
      await assert.rejects(Array.fromAsync(parquetRows(path, {})), {
        code: "invalid",
      });
    }
  }));

Deno.test("parquetRows() refuses Parquet times without a zone, with what would be right", () =>
  withFiles({ "a.parquet": localTimes() }, async (folder) => {
    await assert.rejects(rowsOf(folder, "a.parquet"), {
      message: /column "timestamp" has times without a zone; write them as/,
    });
  }));

Deno.test("parquetRows() survives every cut and many changes of a Parquet file", async () => {
  const whole = table();
  await withFiles({}, async (folder) => {
    for (let n = 0; n < whole.length; n += 7) {
      const changed = whole.slice();
      changed[n] = (changed[n] ?? 0) ^ 0xa5;
      for (const bytes of [whole.slice(0, n), changed]) {
        writeFileSync(join(folder, "x.parquet"), bytes);
        try {
          await rowsOf(folder, "x.parquet");
        } catch (error) {
          assert.equal((error as { code?: string }).code, "invalid", `${n}`);
        }
      }
    }
  });
});

/** Returns a table of a good row and a bad one. */
function table(
  change: Readonly<Record<string, undefined>> = {},
): Uint8Array {
  const columns = {
    symbol: ["AAPL", "AAPL"],
    timestamp: [BigInt(AT) * 1_000_000n, BigInt(AT + 60_000) * 1_000_000n],
    open: [1.5, 1],
    high: [2, 3],
    low: [1, 3],
    close: [2, 3],
    volume: [7, 7],
    ...change,
  };
  return new Uint8Array(parquetWriteBuffer({
    columnData: Object.entries(columns).flatMap(([name, data]) =>
      data ? [{ name, data }] : []
    ),
  }));
}

function localTimes(): Uint8Array {
  const names = ["open", "high", "low", "close", "volume"];
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "symbol", data: ["AAPL"] },
      { name: "timestamp", data: [BigInt(AT) * 1_000n] },
      ...names.map((name) => ({ name, data: [1] })),
    ],
    schema: [
      { name: "root", num_children: 7 },
      {
        ...{ name: "symbol", type: "BYTE_ARRAY", converted_type: "UTF8" },
        repetition_type: "REQUIRED",
      },
      {
        ...{ name: "timestamp", type: "INT64", repetition_type: "REQUIRED" },
        logical_type: {
          ...{ type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
        },
      },
      ...names.map((name) => ({
        ...{ name, type: "DOUBLE", repetition_type: "REQUIRED" } as const,
      })),
    ],
  });
  return new Uint8Array(buffer);
}
