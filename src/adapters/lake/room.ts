/**
 * Room for the lake's files: what lies in their places and is not the lake's is
 * moved aside, never removed. A folder may have been another system's before.
 *
 * @module
 */

import { emptyBooks } from "../../domain/books.ts";
import { QtcError } from "../../domain/error.ts";
import { apply } from "../../domain/fold.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import { areBars, holdsBars } from "./bars_table.ts";
import type { LakeDisk } from "./disk.ts";
import {
  ACCOUNT,
  barsDate,
  dayStart,
  ownerOf,
  parquetOwner,
  teamFolder,
} from "./layout.ts";
import { portfolioGroups } from "./portfolio_table.ts";

const DAY_MS = 86_400_000;
/** Events that are read at once. */
const EVENTS = 500;
/** Where files go that are not the lake's; the time is added. */
const BEFORE = "lake.before";

/** Whose a file is: the lake's and to be kept, the lake's and to go, or another's. */
export type Kind = "kept" | "ours" | "other";

/** What {@linkcode makeRoom} works with. */
export interface RoomOptions {
  readonly disk: LakeDisk;
  readonly source: Pick<
    LedgerSource,
    "after" | "bars" | "barDays" | "booksUpTo" | "length"
  >;
  readonly log: Log;
  readonly kindOf: (path: string) => Kind;
}

/**
 * Clears the places of the lake's files. What no file of this ledger can be,
 * of other teams and days, is left alone.
 *
 * @returns What moves aside whatever lies where a new file shall be
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function makeRoom(options: RoomOptions): (path: string) => void {
  const { disk, source, kindOf } = options;
  const aside = mover(options);
  for (const path of disk.unpublished()) disk.remove(path);
  let owners: ReadonlySet<string> | undefined;
  let days: ReadonlySet<string> | undefined;
  const isOfLedger = (path: string): boolean => {
    const owner = ownerOf(path);
    if (owner !== undefined) return (owners ??= ownersOf(source)).has(owner);
    days ??= new Set(source.barDays(0, Number.MAX_SAFE_INTEGER));
    return days.has(barsDate(path) ?? "");
  };
  let left: string[] = [];
  for (const path of disk.list()) {
    const kind = kindOf(path);
    if (kind === "kept") continue;
    if (!isOfLedger(path)) left.push(path);
    else if (isToGo(path, kind)) disk.remove(path);
    else aside(path);
  }
  function isToGo(path: string, kind: Kind): boolean {
    if (disk.size(path) === 0) return true;
    if (!isReadable(disk, path)) return false;
    const date = barsDate(path);
    if (kind === "ours" || !date) return kind === "ours";
    const start = dayStart(date);
    return holdsBars(disk.path(path), source.bars(start, start + DAY_MS));
  }
  return (path) => {
    // A team that was none when the places were cleared.
    const owner = ownerOf(path);
    const others = left.filter((each) => owner && ownerOf(each) === owner);
    left = left.filter((each) => !others.includes(each));
    for (const each of new Set([...others, path])) aside(each);
  };
}

/** Returns the owners that the ledger has had up to now. */
export function ownersOf(
  source: Pick<LedgerSource, "after" | "booksUpTo" | "length">,
): ReadonlySet<string> {
  const length = source.length();
  let { books, seq } = length > 0
    ? source.booksUpTo(length)
    : { books: emptyBooks(), seq: 0 };
  while (seq < length) {
    for (const record of source.after(seq, EVENTS)) {
      apply(books, record.event);
      seq = record.seq;
    }
  }
  return new Set([ACCOUNT, ...books.teams.keys().map(teamFolder)]);
}

/** Returns what moves a file aside, when it is there; the first one is said. */
function mover({ disk, log }: RoomOptions): (path: string) => void {
  let folder: string | undefined;
  return (path) => {
    if (disk.size(path) === undefined) return;
    if (!isReadable(disk, path)) {
      const name = unusedName(disk, `${path}.unreadable`);
      disk.rename(path, name);
      const text = `Cannot read "${disk.path(path)}": moved to ${name}`;
      return log.write("warning", text);
    }
    if (folder === undefined) {
      folder = disk.newFolder(BEFORE);
      const text = `Moved files to "${disk.path(folder)}"`;
      log.write("warning", `${text}: the lake did not write them`);
    }
    disk.rename(path, unusedName(disk, `${folder}/${path}`));
  };
}

/** Says whether a table can be read; lines always can. */
function isReadable(disk: LakeDisk, path: string): boolean {
  if (barsDate(path)) return areBars(disk.path(path));
  if (!parquetOwner(path)) return true;
  try {
    portfolioGroups(disk.path(path));
    return true;
  } catch (error) {
    if (error instanceof QtcError) return false;
    throw error;
  }
}

function unusedName(disk: LakeDisk, path: string): string {
  let name = path;
  for (let n = 2; disk.size(name) !== undefined; n++) name = `${path}-${n}`;
  return name;
}
