import { Buffer } from "node:buffer";
import { fstatSync } from "node:fs";
import { errorText, QtcError } from "../../domain/error.ts";
import type { LakeState } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { onDisk, readAt, withFile } from "./file_access.ts";
import {
  dayPath,
  isStage,
  ownerOf,
  parquetOwner,
  parquetPath,
} from "./layout.ts";
import {
  portfolioGroups,
  portfolioLine,
  type PortfolioRow,
  readPortfolio,
} from "./portfolio_table.ts";
import type { LakeBatch } from "./rows.ts";

/** Compares a lake's files of lines and portfolios with rows, as these come. */
export interface LakeFileChecks {
  compare(batch: LakeBatch): Promise<void>;
  /**
   * Looks for what no row was of.
   *
   * @param owners Of whom there are files; those of others do not count
   * @param isInUse Files may have become longer than the catalogue says
   */
  finish(owners: ReadonlySet<string>, isInUse: boolean): void;
}

/** What {@linkcode lakeFileChecks} works with. */
export interface LakeFileChecksOptions {
  readonly disk: LakeDisk;
  readonly state: LakeState;
  readonly fault: (text: string) => void;
}

interface Compared {
  bytes: number;
  lines: number;
  /** Something was wrong: what follows in it is not looked at. */
  isBad: boolean;
}

/** Returns what compares a lake's files. */
export function lakeFileChecks(
  { disk, state, fault }: LakeFileChecksOptions,
): LakeFileChecks {
  const files = new Map<string, Compared>();
  const parquet = parquetChecks({ disk, state, fault });
  const compareLines = (path: string, texts: readonly string[]): void => {
    let file = files.get(path);
    if (!file) files.set(path, file = { bytes: 0, lines: 0, isBad: false });
    if (file.isBad) return;
    const expected = Buffer.from(texts.map((text) => `${text}\n`).join(""));
    const found = bytesAt(disk.path(path), file.bytes, expected.length);
    file.isBad = !expected.equals(found ?? Buffer.alloc(0));
    if (!found) fault(`${path} is missing`);
    else if (file.isBad) {
      const lines = new TextDecoder().decode(found).split("\n");
      const wrong = texts.findIndex((text, i) => text !== lines[i]);
      const line = file.lines + Math.max(wrong, 0) + 1;
      fault(`${path}:${line} is not the ledger's ${texts.at(wrong)}`);
    }
    file.bytes += expected.length;
    file.lines += texts.length;
  };
  return {
    async compare({ lines, portfolios }): Promise<void> {
      for (const [path, each] of lines) {
        compareLines(path, each.map(({ text }) => text));
      }
      for (const [owner, days] of portfolios) {
        const upTo = parquet.upTo(owner);
        for (const { date, rows } of days) {
          const folded = rows.filter(({ seq }) => seq <= upTo);
          if (folded.length > 0) await parquet.compare(owner, folded);
          const rest = rows.filter(({ seq }) => seq > upTo);
          if (rest.length > 0) {
            compareLines(dayPath(owner, date), rest.map(portfolioLine));
          }
        }
      }
    },
    finish(owners, isInUse): void {
      const isOwned = (path: string) => owners.has(ownerOf(path) ?? "");
      for (const path of disk.list().filter(isOwned)) {
        if (parquetOwner(path)) parquet.finish(ownerOf(path)!, isInUse);
        else if (!isInUse && !files.has(path)) superfluous(path);
        else if (!isStage(path)) finishLines(path, isInUse);
      }
      for (const path of disk.strays().filter(isOwned)) superfluous(path);
    },
  };
  function superfluous(path: string): void {
    fault(`${path} is superfluous: the ledger has nothing for it`);
  }
  function finishLines(path: string, isInUse: boolean): void {
    const { bytes, isBad, lines } = files.get(path) ??
      { bytes: 0, isBad: false, lines: 0 };
    const isLonger = (disk.size(path) ?? 0) > bytes && !isBad;
    // What the catalogue says of it was there.
    const known = state.files.get(path)?.bytes ?? 0;
    if (isLonger && !(isInUse && bytes === known)) {
      fault(`${path}:${lines + 1} is not in the ledger`);
    }
  }
}

/** Returns at most so many bytes; `undefined` when there is no file. */
function bytesAt(
  path: string,
  offset: number,
  length: number,
): Uint8Array | undefined {
  return onDisk("read", path, () => {
    try {
      return withFile(path, "r", (file) => {
        const rest = Math.max(0, fstatSync(file).size - offset);
        return readAt(file, offset, Math.min(length, rest));
      });
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") return undefined;
      throw error;
    }
  });
}

/** A portfolio's Parquet file that is being compared. */
interface Folded {
  /** Number of the last event in it. */
  readonly upTo: number;
  readonly rows: number;
  compared: number;
  isBad: boolean;
}

function openFolded(
  owner: string,
  { disk, state, fault }: LakeFileChecksOptions,
): Folded {
  const path = parquetPath(owner);
  const known = state.parquet.get(path) ?? 0;
  try {
    const groups = portfolioGroups(disk.path(path)) ?? [];
    const upTo = groups.at(-1)?.lastSeq ?? 0;
    const rows = groups.reduce((sum, group) => sum + group.rows, 0);
    const isBad = upTo < known;
    if (isBad) fault(`${path} is missing, or lacks days that were written`);
    return { upTo: Math.max(known, upTo), rows, compared: 0, isBad };
  } catch (error) {
    if (!(error instanceof QtcError)) throw error;
    fault(error.message);
    return { upTo: known, rows: 0, compared: 0, isBad: true };
  }
}

/** The same for Parquet files of portfolios. */
function parquetChecks(options: LakeFileChecksOptions) {
  const { disk, fault } = options;
  const files = new Map<string, Folded>();
  const fileOf = (owner: string): Folded => {
    let file = files.get(owner);
    if (!file) files.set(owner, file = openFolded(owner, options));
    return file;
  };
  return {
    upTo: (owner: string): number => fileOf(owner).upTo,
    async compare(
      owner: string,
      rows: readonly PortfolioRow[],
    ): Promise<void> {
      const file = fileOf(owner);
      if (file.isBad) return;
      const path = parquetPath(owner);
      const times = rows.map(({ at }) => at);
      const first = rows[0]!.seq;
      const last = rows.at(-1)!.seq;
      try {
        const found = (await readPortfolio(disk.path(path), {
          from: Math.min(...times),
          to: Math.max(...times) + 1,
        })).filter(({ seq }) => seq >= first && seq <= last);
        const texts = rows.map(portfolioLine);
        const wrong = texts.findIndex((text, i) =>
          !found[i] || portfolioLine(found[i]) !== text
        );
        if (wrong >= 0 || found.length > rows.length) {
          file.isBad = true;
          const row = file.compared + (wrong < 0 ? rows.length : wrong) + 1;
          fault(`${path}: row ${row} is not the ledger's ${texts.at(wrong)}`);
        }
        file.compared += rows.length;
      } catch (error) {
        file.isBad = true;
        fault(errorText(error));
      }
    },
    finish(owner: string, isInUse: boolean): void {
      const { compared, rows, isBad } = fileOf(owner);
      // A day may have been folded that the catalogue does not speak of yet.
      if (!isBad && !isInUse && rows > compared) {
        fault(
          `${parquetPath(owner)}: row ${compared + 1} is not in the ledger`,
        );
      }
    },
  };
}
