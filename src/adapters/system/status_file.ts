import { join } from "node:path";
import type { Clock } from "../../ports/clock.ts";
import type { Head } from "../../ports/ledger.ts";
import { publishFile } from "./publish_file.ts";

/** Real time between two writes, milliseconds. */
const EVERY_MS = 1_000;

/** `runtime/status.json`: where the ledger ended when it was last written. */
export interface StatusFile {
  /** Writes the head, at most once a second unless `now` is set. */
  write(head: Head, now?: boolean): void;
}

/** Returns the status file of a data folder; the ledger is never behind it. */
export function statusFile(dataDir: string, wall: Clock): StatusFile {
  let writtenAt = -Infinity;
  let written = -1;
  return {
    write(head, now = false) {
      if (head.length === written) return;
      if (!now && wall.now() - writtenAt < EVERY_MS) return;
      writtenAt = wall.now();
      written = head.length;
      const ledger = { length: head.length, head: head.hash };
      const text = JSON.stringify({ ledger }, undefined, 2);
      publishFile(statusPath(dataDir), `${text}\n`);
    },
  };
}

/** Returns the head that was last published, or `undefined` when none was. */
export function readStatusFile(dataDir: string): Head | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(statusPath(dataDir));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const { ledger } = JSON.parse(text);
  return { length: ledger.length, hash: ledger.head };
}

function statusPath(dataDir: string): string {
  return join(dataDir, "runtime", "status.json");
}
