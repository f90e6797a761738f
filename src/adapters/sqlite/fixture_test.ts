import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Bar } from "../../domain/bar.ts";
import type { Books } from "../../domain/books.ts";
import type { Head } from "../../ports/ledger.ts";
import { competition } from "../../testing/competition.ts";
import { sampleBar } from "../../testing/orders.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

/** Returns a text's sha256, hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Runs work with a folder of its own, and removes it afterwards. */
export function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "qtc-ledger-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a ledger in memory in which a small competition has taken place. */
export function played(
  minutes = 7,
): { database: DatabaseSync; head: Head; books: Books } {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const { batches, books } = competition({ seed: 3, minutes, digest });
  let head: Head = { length: 0, hash: "" };
  for (const [i, batch] of batches.entries()) {
    head = ledger.commit(batch);
    if (i % 9 === 4) ledger.checkpoint(ledger.load().books);
  }
  return { database, head, books };
}

/** Returns a bar of AAPL at an hour and minute of 7 October 2013, UTC. */
export function barAt(time: string, bar: Partial<Bar> = {}): Bar {
  return sampleBar({ at: Date.parse(`2013-10-07T${time}:00Z`), ...bar });
}
