import { lstat, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { errorText } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DiskView } from "../../ports/disk.ts";
import type { Log } from "../../ports/log.ts";

/** Looks at the disk of a data folder. */
export interface DiskWatch {
  /**
   * Looks now; at what is not the ledger only when that was ten minutes ago.
   * Never throws.
   *
   * @returns `undefined` when the system does not say
   */
  look(): Promise<DiskView | undefined>;
  /** Looks once a minute of real time, and says what it saw, until `signal` aborts. */
  run(onView: (view: DiskView) => void, signal: AbortSignal): Promise<void>;
}

/** Options of {@linkcode diskWatch}. */
export interface DiskWatchOptions {
  readonly dataDir: string;
  /** Below this much free space the disk is low, MB of 1e6 bytes; 0 for never. */
  readonly warnMb: number;
  /** With fewer days left than this it is low; 0 for never. */
  readonly warnDays: number;
  /** There is crypto: every minute runs, not those of sessions alone. */
  readonly isAroundTheClock: boolean;
  /** Returns the minutes that the ledger holds. */
  readonly minutes: () => number;
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
  /** Returns the bytes that we may still write; the system's, others are for tests. */
  readonly freeBytes?: (path: string) => Promise<number>;
}

const LOOK_EVERY_MS = 60_000;
const WALK_EVERY_MS = 10 * 60_000;
/** Files and folders that a walk looks at. */
const ENTRIES_MAX = 200_000;
/** Below this the next minutes may not fit, bytes. */
const FULL_BYTES = 64e6;
/** How far above a limit it must be again, so that it does not flap. */
const RETURN = 1.25;
/** Minutes before which growth says nothing: what is there at the start counts too much. */
const MINUTES_MIN = 390;
const DAY_MINUTES = 24 * 60;
/** Of equity sessions, weekends included. */
const SESSION_DAY_MINUTES = 390 * 5 / 7;
/** Folders that do not grow with the minutes. */
const NO_GROWTH: ReadonlySet<string> = new Set([
  "backups",
  "external_strategies",
]);
const LEVELS = { ok: "info", low: "warning", full: "error" } as const;

/** Bytes of files: all, and those that grow with the minutes. */
interface Bytes {
  readonly all: number;
  readonly growing: number;
}

/**
 * Returns a watch. What a minute adds is what is there, without backups, shared
 * among all minutes of the ledger: no restart or backup changes it, and
 * what was there at the start matters less with every day.
 */
export function diskWatch(options: DiskWatchOptions): DiskWatch {
  const { dataDir, wall, log, freeBytes = systemFreeBytes } = options;
  let state: DiskView["state"] = "ok";
  let walkedAt = -Infinity;
  let walked: Bytes = { all: 0, growing: 0 };
  let isSilent = false;

  const look = async (): Promise<DiskView | undefined> => {
    try {
      const free = await freeBytes(dataDir);
      // Without its sign: a clock that was set back must not stop it.
      if (Math.abs(wall.now() - walkedAt) >= WALK_EVERY_MS) {
        walkedAt = wall.now();
        walked = await walk(dataDir);
      }
      const ledger = await ledgerBytes(dataDir);
      const used = {
        all: walked.all + ledger,
        growing: walked.growing + ledger,
      };
      const view = viewOf(free, used, state, options);
      if (view.state !== state) sayState(log, view);
      state = view.state;
      isSilent = false;
      return view;
    } catch (error) {
      if (!isSilent) {
        const reason = errorText(error);
        log.write("warning", `Cannot look at disk "${dataDir}": ${reason}`);
      }
      isSilent = true;
      return undefined;
    }
  };

  return {
    look,
    async run(onView, signal) {
      while (!signal.aborted) {
        const view = await look();
        if (view && !signal.aborted) onView(view);
        await wall.sleepUntil(wall.now() + LOOK_EVERY_MS, signal);
      }
    },
  };
}

function viewOf(
  freeBytes: number,
  used: Bytes,
  before: DiskView["state"],
  { minutes, isAroundTheClock, warnMb, warnDays }: DiskWatchOptions,
): DiskView {
  const ran = minutes();
  const day = isAroundTheClock ? DAY_MINUTES : SESSION_DAY_MINUTES;
  const bytesPerDay = ran < MINUTES_MIN ? 0 : used.growing / ran * day;
  const daysLeft = bytesPerDay > 0 ? freeBytes / bytesPerDay : Infinity;
  const isBelow = (value: number, limit: number, was: boolean) =>
    value < limit * (was ? RETURN : 1);
  const isFull = isBelow(freeBytes, FULL_BYTES, before === "full");
  const isLow = isBelow(freeBytes, warnMb * 1e6, before !== "ok") ||
    isBelow(daysLeft, warnDays, before !== "ok");
  return {
    state: isFull ? "full" : isLow ? "low" : "ok",
    freeBytes,
    usedBytes: used.all,
    ...(bytesPerDay > 0 && {
      bytesPerDay: Math.round(bytesPerDay),
      daysLeft,
    }),
  };
}

function sayState(log: Log, view: DiskView): void {
  const { state, freeBytes, daysLeft } = view;
  const message = {
    ok: "The disk has room again",
    low: "The disk fills",
    full: "The disk is full",
  }[state];
  log.write(LEVELS[state], message, {
    freeMb: Math.floor(freeBytes / 1e6),
    ...(daysLeft !== undefined && { daysLeft: Number(daysLeft.toFixed(1)) }),
  });
}

async function systemFreeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Sums up a folder but for its ledger, one file after the other. */
async function walk(folder: string): Promise<Bytes> {
  let all = 0;
  let growing = 0;
  let entries = 0;
  const into = async (path: string, grows: boolean): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (++entries > ENTRIES_MAX) return;
      const inside = join(path, entry.name);
      const isTop = path === folder;
      if (isTop && isLedger(entry.name)) continue;
      const growsInside = grows && !(isTop && NO_GROWTH.has(entry.name));
      try {
        if (entry.isDirectory()) await into(inside, growsInside);
        else {
          const { size } = await lstat(inside);
          all += size;
          if (growsInside) growing += size;
        }
      } catch {
        // It went away, or is not for us.
      }
    }
  };
  await into(folder, true);
  return { all, growing };
}

function isLedger(name: string): boolean {
  return name === "ledger.sqlite" || name === "ledger.sqlite-wal" ||
    name === "ledger.sqlite-shm";
}

async function ledgerBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const end of ["", "-wal", "-shm"]) {
    try {
      sum += (await lstat(join(folder, `ledger.sqlite${end}`))).size;
    } catch {
      // There is none at the moment.
    }
  }
  return sum;
}
