import type { Clock } from "../../ports/clock.ts";

/** One thing that happened, as the control API shows it. */
export interface JournalEntry {
  /** 1, 2, 3 …, also of those that are no longer kept. */
  readonly seq: number;
  /** When it happened, RFC 3339, in the fake's time. */
  readonly at: string;
  /** `request`, `answer`, `sent`, `received`, `fault` and so on. */
  readonly kind: string;
  /** What it was; never a secret. */
  readonly detail: unknown;
}

/** What was received and answered, newest kept. */
export interface Journal {
  /** Notes something; `detail` must go through JSON. */
  add(kind: string, detail: unknown): void;
  /** Returns the entries after a number, oldest first. */
  entries(after?: number): JournalEntry[];
  /** Forgets everything but the count. */
  clear(): void;
}

/** Entries kept. */
export const JOURNAL_MAX = 20_000;

/** Returns an empty journal that keeps the last {@linkcode JOURNAL_MAX} entries. */
export function openJournal(clock: Clock): Journal {
  let kept: JournalEntry[] = [];
  let seq = 0;
  return {
    add(kind, detail) {
      const at = new Date(clock.now()).toISOString();
      kept.push({ seq: ++seq, at, kind, detail });
      // Cut in large pieces: a shift for each entry would move all of them.
      if (kept.length >= 2 * JOURNAL_MAX) kept = kept.slice(-JOURNAL_MAX);
    },
    entries: (after = 0) =>
      kept.slice(-JOURNAL_MAX).filter((each) => each.seq > after),
    clear: () => void (kept = []),
  };
}
