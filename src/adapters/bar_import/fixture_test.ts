import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strict as assert } from "node:assert";
import { importFiles, importRows } from "./import_files.ts";

/** The first line of a CSV file. */
export const HEADER = "symbol,timestamp,open,high,low,close,volume";
/** 09:30 in New York. */
export const AT = Date.UTC(2026, 10, 20, 14, 30);

/** Returns the rows of a file. */
export async function rowsOf(folder: string, name: string) {
  const [file] = importFiles(join(folder, name));
  assert(file);
  return await Array.fromAsync(importRows(file, {}));
}

/** Runs work with a folder of files, and removes it afterwards. */
export async function withFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "qtc-import-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(
        join(folder, name),
        typeof content === "string" && name.endsWith(".parquet")
          ? Uint8Array.from(content, (each) => each.charCodeAt(0))
          : content,
      );
    }
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
