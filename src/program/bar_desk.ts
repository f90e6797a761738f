/**
 * Where commands add bars. One process writes to a folder: when no server runs,
 * this one takes the folder and adds them itself; else it leaves them in
 * `incoming/` for the server, which answers. When the server ends meanwhile, this
 * process goes on in its place.
 *
 * @module
 */

import { openHistory } from "../adapters/sqlite/bar_reader.ts";
import { openLedger, readIdentity } from "../adapters/sqlite/data_folder.ts";
import { openReadOnly } from "../adapters/sqlite/read_only.ts";
import { breathe } from "../adapters/system/clock.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import {
  INCOMING_BARS_MAX,
  type IncomingFolder,
  incomingFolder,
} from "../adapters/system/incoming.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import type { Bar } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { errorCode, QtcError } from "../domain/error.ts";
import type { Identity } from "../domain/event.ts";
import { acceptPrice } from "../engine/accept_price.ts";
import { addBars } from "../engine/additions.ts";
import { type IncomingDesk, takeIncoming } from "../engine/incoming.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { Clock } from "../ports/clock.ts";
import type { Head } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { Added, IncomingRequest, PastSource } from "../ports/incoming.ts";
import { startLake } from "./lake.ts";
import { requireFolder } from "./require_folder.ts";

/** A data folder to whose bars more are added. */
export interface BarDesk {
  readonly identity: Identity;
  /** The books as they were when it was opened. */
  readonly books: Books;
  /** First minute whose bars have not come yet, Unix milliseconds. */
  readonly next: number;
  readonly history: BarHistory;
  /**
   * Adds bars, durable.
   *
   * @throws {QtcError} `unavailable` when nobody takes them in, or it was
   *   interrupted: then nobody will; what was added before stays
   */
  add(bars: readonly Bar[], source: PastSource): Promise<Added>;
  /**
   * Lets a symbol trade again.
   *
   * @throws {QtcError} `conflict` with the reason when that may not be
   */
  accept(symbol: string): Promise<void>;
  breathe(): Promise<void>;
  /** Has files of the lake written for what was added here, and lets others have the folder. */
  close(): Promise<void>;
}

/** What {@linkcode openBarDesk} works with. */
export interface BarDeskOptions {
  readonly dataDir: string;
  /** Days that logs are kept in the lake; 0 for ever. */
  readonly keepLogsDays: number;
  /** What is done, for messages: `backfill`. */
  readonly verb: string;
  /** Real time. */
  readonly wall: Clock;
  /** Aborts when the user interrupts it. */
  readonly stop: AbortSignal;
  /** Tells a line that the operator should know. */
  readonly tell: (line: string) => void;
}

/** Time between two looks, milliseconds. */
const LOOK_MS = 100;
/** Longest that nobody may answer, milliseconds: a server's minute may take as long. */
const PATIENCE_MS = 90_000;

/** Longest that files of the lake may take, milliseconds. */
const LAKE_CLOSE_MS = 600_000;

/** Writes to the folder itself. */
interface Writer extends Pick<IncomingDesk, "add" | "accept"> {
  close(): Promise<void>;
}

/**
 * Opens a data folder in which a competition has begun.
 *
 * @throws {QtcError} `conflict` or `not_found` when there is none, with what
 *   would be right; nothing was written
 */
export function openBarDesk(options: BarDeskOptions): BarDesk {
  const { dataDir, wall, stop, tell } = options;
  requireFolder(dataDir);
  const log = { write: (_: string, line: string) => tell(line) };
  const incoming = incomingFolder(dataDir, { log, wall });
  const { identity, books } = begun(options);
  const isCoin = (symbol: string) =>
    books.instruments.get(symbol)?.assetClass === "crypto";
  const history = openHistory(dataDir, isCoin, "beside");
  let writer: Writer | undefined;
  const takeFolder = async (): Promise<void> => {
    writer ??= openWriter(options, history, identity);
    if (writer) await takeIncoming({ ...writer, incoming, isFree: () => true });
  };

  const ask = async (requests: readonly IncomingRequest[]): Promise<Added> => {
    const waiting = new Set(requests.map(({ id }) => id));
    const sum = { added: 0, revised: 0 };
    try {
      for (const request of requests) incoming.ask(request);
      let patience = wall.now() + PATIENCE_MS;
      while (waiting.size > 0) {
        await takeFolder();
        if (takeAnswers(incoming, waiting, sum, options)) {
          patience = wall.now() + PATIENCE_MS;
        } else if (stop.aborted || wall.now() >= patience) {
          throw nobody(options);
        } else await wall.sleepUntil(wall.now() + LOOK_MS, stop);
      }
      return sum;
    } finally {
      for (const { id } of requests) incoming.forget(id);
    }
  };

  return {
    ...{ identity, books, history },
    next: (books.barsUpTo ?? 0) + MINUTE_MS,
    breathe: () => breathe(wall),
    async add(bars, source) {
      if (!writer) await takeFolder();
      if (writer) return await writer.add(bars, source);
      const requests: IncomingRequest[] = [];
      for (let i = 0; i < bars.length; i += INCOMING_BARS_MAX) {
        requests.push({
          ...{ id: crypto.randomUUID(), kind: "bars", source },
          bars: bars.slice(i, i + INCOMING_BARS_MAX),
        });
      }
      return await ask(requests);
    },
    async accept(symbol) {
      await ask([{ id: crypto.randomUUID(), kind: "accept", symbol }]);
    },
    async close() {
      history.close();
      await writer?.close();
    },
  };
}

/** Returns what the folder's competition is, without changing anything. */
function begun(
  { dataDir, verb }: BarDeskOptions,
): { readonly identity: Identity; readonly books: Books } {
  try {
    return openReadOnly(dataDir, readStatusFile(dataDir));
  } catch (error) {
    if (errorCode(error) !== "not_found") throw error;
    throw new QtcError(
      "conflict",
      `Cannot ${verb} "${dataDir}": no competition has begun in it; start qtc ` +
        "on it first, or name another folder with --data-dir",
      { cause: error },
    );
  }
}

/** Returns what writes to the folder; `undefined` while another process does. */
function openWriter(
  options: BarDeskOptions,
  history: BarHistory,
  { clock }: Identity,
): Writer | undefined {
  const { dataDir, wall, tell } = options;
  let lock;
  try {
    lock = lockFolder(dataDir);
  } catch (error) {
    if (errorCode(error) === "conflict") return undefined;
    throw error;
  }
  try {
    readIdentity(dataDir, readStatusFile(dataDir));
    const ledger = openLedger(dataDir);
    const { books, head } = ledger.load();
    const isCoin = (symbol: string) =>
      books.instruments.get(symbol)?.assetClass === "crypto";
    const now = () =>
      clock === "wall" ? wall.now() : (books.lastMinute ?? 0) + MINUTE_MS;
    const desk = {
      ...{ books, head, ledger, history, digest: sha256 },
      barStore: ledger.bars(isCoin),
      clock: { now, sleepUntil: wall.sleepUntil },
      breathe: () => breathe(wall),
      log: { write: (_: string, line: string) => tell(line) },
      onRecorded: () => {},
    };
    return {
      add: (bars, source) => addBars(desk, bars, source),
      accept: (symbol) => acceptPrice(desk, symbol),
      async close() {
        if (desk.head.length > head.length) await writeLake(options, desk.head);
        ledger.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Brings the files up to the ledger's end; who interrupts it has it done by the next start. */
async function writeLake(
  { dataDir, keepLogsDays, wall, stop, tell }: BarDeskOptions,
  head: Head,
): Promise<void> {
  if (stop.aborted) return;
  const log: Log = {
    write: (level, line) => level === "error" && tell(line),
  };
  const lake = startLake({ dataDir, keepLogsDays, log, wall });
  lake.wake(head.length);
  await lake.close(LAKE_CLOSE_MS);
}

/** Counts what was answered; says whether anything was. */
function takeAnswers(
  incoming: IncomingFolder,
  waiting: Set<string>,
  sum: { added: number; revised: number },
  { dataDir, verb }: BarDeskOptions,
): boolean {
  let isAny = false;
  for (const id of waiting) {
    const answer = incoming.answerOf(id);
    if (!answer) continue;
    isAny = true;
    waiting.delete(id);
    if (answer.refusal !== undefined) {
      throw new QtcError(
        "conflict",
        `Cannot ${verb} "${dataDir}": ${answer.refusal}`,
      );
    }
    sum.added += answer.added;
    sum.revised += answer.revised;
  }
  return isAny;
}

function nobody({ dataDir, verb, stop }: BarDeskOptions): QtcError {
  const state = stop.aborted
    ? "interrupted"
    : `the running server has not taken it up in ${PATIENCE_MS / 1_000} s`;
  return new QtcError(
    "unavailable",
    `Cannot ${verb} "${dataDir}": ${state}; what was added stays, run it ` +
      "again for the rest",
  );
}
