import { strict as assert } from "node:assert";
import { openLedger, verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { codeStore } from "../adapters/system/code_store.ts";
import { rollbackFile } from "../adapters/system/rollback_file.ts";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { takeRollbacks } from "../engine/rollback.ts";
import { packageHash } from "../sandbox/package.ts";
import { teamSpec } from "../testing/events.ts";
import { FakeClock } from "../testing/fake_clock.ts";

/** Versions of alpha's strategy, oldest first: two that ran, one that never did. */
export const SOURCES = [1, 2, 3].map((n) => ({
  "strategy.ts": `export class Strategy { n = ${n} }`,
  ...(n > 1 && { "lib/other.ts": "" }),
}));
/** What they are named by. */
export const HASHES = SOURCES.map((files) =>
  packageHash(files, "strategy:Strategy")
);
/** When the first of them was current, Unix milliseconds. */
export const START = Date.parse("2026-11-20T14:30:00Z");

/** Makes a data folder of two teams; alpha has had two versions. */
export function folderOfVersions(
  dataDir: string,
  competition?: CompetitionSpec,
): void {
  const store = codeStore(dataDir);
  HASHES.forEach((hash, n) => {
    const code = { script: `run(${n})`, map: "{}" };
    store.save("alpha", hash, code, SOURCES[n] ?? {});
  });
  const team = (teamId: string, n: number): LedgerEvent => ({
    kind: "team",
    teamId,
    minute: START + n * 60_000,
    spec: teamSpec(teamId, { code: HASHES[n] ?? "" }),
  });
  const ledger = openLedger(dataDir);
  ledger.commit({
    events: [
      {
        kind: "identity",
        identity: {
          broker: "simulated",
          account: "simulated",
          feed: "recorded",
          clock: "simulated",
          seed: 1,
        },
      },
      ...(competition
        ? [{ kind: "competition", minute: START, competition } as const]
        : []),
      team("alpha", 0),
      team("bravo", 0),
      { kind: "missed", from: START, minute: START, reason: "late" },
      team("alpha", 1),
    ],
  });
  ledger.close();
}

/** A program that keeps its lines; `onSleep` is what happens while it waits. */
export function program(onSleep: () => void = () => {}) {
  const lines: string[] = [];
  const clock = new FakeClock(new Date(NOW).toISOString());
  return {
    lines,
    wall: {
      now: () => clock.now(),
      sleepUntil(time: number) {
        onSleep();
        return clock.sleepUntil(time);
      },
    },
    print: (line: string) => void lines.push(line),
    onStarted: () => {},
  };
}

/** When the commands begin, Unix milliseconds. */
export const NOW = Date.parse("2026-11-20T15:00:00Z");
/** A log that says nothing. */
export const silent = { write: () => {} };

/** Returns the file of requests as another process sees it. */
export function fileOf(dataDir: string) {
  return rollbackFile(dataDir, { log: silent, wall: { now: () => NOW } });
}

/** What the ledger says of alpha, and how many events it has. */
export function ledgerOf(dataDir: string) {
  const { books, head, faults } = verifyFolder(dataDir, undefined);
  assert.deepEqual(faults, []);
  const { code, pinned } = books.teams.get("alpha")?.spec ?? {};
  return { code, pinned: pinned ?? false, length: head.length };
}

/** What a running server does between two minutes, a number of times. */
export function server(dataDir: string, file = fileOf(dataDir)) {
  const ledger = openLedger(dataDir);
  const { books, head } = ledger.load();
  const log = silent;
  const desk = { books, head, ledger, log, rollbacks: file, onRecorded() {} };
  takeRollbacks(desk, START + 120_000);
  ledger.close();
}
