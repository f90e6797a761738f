import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { type Bar, barLine } from "../../domain/bar.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  Incoming,
  IncomingAnswer,
  IncomingRequest,
  PastSource,
} from "../../ports/incoming.ts";
import type { Log } from "../../ports/log.ts";
import { publishFile } from "./publish_file.ts";

/** `incoming/`: what commands leave for the server, and its answers. */
export interface IncomingFolder extends Incoming {
  /**
   * Asks, durable.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  ask(request: IncomingRequest): void;
  /** Returns the answer to a request; `undefined` while there is none. */
  answerOf(id: string): IncomingAnswer | undefined;
  /** Removes a request, which nobody will answer any more, and its answer. */
  forget(id: string): void;
}

/** Bars that a request holds at most: a server takes it in between two minutes. */
export const INCOMING_BARS_MAX = 5_000;

/** Longest that something other than bars counts, milliseconds: its asker has gone. */
const ASKED_MAX_MS = 90_000;
/** Time after which answers that nobody has fetched, and refused requests, are removed, milliseconds. */
const KEPT_MS = 86_400_000;
const REQUEST = ".request";
const ANSWER = ".answer";
/** What could not be used, kept to be looked at. */
const REFUSED = ".refused";
/** Bytes of a request at most: a line of a bar has some 200. */
const REQUEST_BYTES_MAX = 1_000 * INCOMING_BARS_MAX;
const SOURCES: readonly PastSource[] = [
  "late",
  "repair",
  "backfill",
  "import",
];

/** Returns the folder by which commands ask who writes to a data folder. */
export function incomingFolder(
  dataDir: string,
  { log, wall }: {
    readonly log: Log;
    /** Real time. */
    readonly wall: Pick<Clock, "now">;
  },
): IncomingFolder {
  const folder = join(dataDir, "incoming");
  return { ...taking(folder, { log, wall }), ...asking(folder, wall) };
}

/** What the one has that writes to the data folder. */
function taking(
  folder: string,
  { log, wall }: { readonly log: Log; readonly wall: Pick<Clock, "now"> },
): Incoming {
  // Answered, though the disk did not take it: nobody does it twice.
  const answered = new Set<string>();
  const names = new Map<string, string>();
  const finish = (name: string, work: () => void): void => {
    answered.add(name);
    try {
      work();
      answered.delete(name);
    } catch (error) {
      log.write("error", `Cannot answer "${folder}": ${errorText(error)}`);
    }
  };
  const answer = (name: string, given: IncomingAnswer): void =>
    finish(name, () => {
      const text = `${JSON.stringify(given)}\n`;
      publishFile(join(folder, `${name}${ANSWER}`), text);
      rmSync(join(folder, `${name}${REQUEST}`), { force: true });
    });
  const setAside = (name: string, refusal: string): void => {
    log.write("warning", `Refused "${name}${REQUEST}" of incoming: ${refusal}`);
    finish(name, () => {
      const path = join(folder, name);
      const given = { added: 0, revised: 0, refusal };
      publishFile(`${path}${ANSWER}`, `${JSON.stringify(given)}\n`);
      renameSync(`${path}${REQUEST}`, `${path}${REFUSED}`);
    });
  };
  return {
    next() {
      const there = namesIn(folder);
      for (const name of there.filter((each) => each.endsWith(REQUEST))) {
        const stem = name.slice(0, -REQUEST.length);
        if (answered.has(stem)) continue;
        if (there.includes(`${stem}${ANSWER}`)) {
          // Its taker died between answer and end.
          finish(stem, () => rmSync(join(folder, name), { force: true }));
          continue;
        }
        const request = read(join(folder, name), wall.now());
        // Its asker may have taken it back just now.
        if (request === undefined) continue;
        if (typeof request !== "string") {
          names.set(request.id, stem);
          return request;
        }
        setAside(stem, request);
      }
      removeOld(folder, there, wall.now());
      return undefined;
    },
    answer({ id, kind }, given) {
      const name = names.get(id) ?? id;
      names.delete(id);
      // A price that may not be accepted says nothing against its request.
      if (kind === "accept" || given.refusal === undefined) answer(name, given);
      else setAside(name, given.refusal);
    },
  };
}

/** What commands have. */
function asking(
  folder: string,
  wall: Pick<Clock, "now">,
): Pick<IncomingFolder, "ask" | "answerOf" | "forget"> {
  const names = new Map<string, string>();
  const pathOf = (id: string, ending: string) =>
    join(folder, `${names.get(id) ?? id}${ending}`);
  let asked = 0;
  return {
    ask(request) {
      // Names sort in the order of asking, also those of several commands.
      const time = String(wall.now()).padStart(15, "0");
      const count = String(asked++).padStart(6, "0");
      names.set(request.id, `${time}-${count}-${request.id}`);
      try {
        const text = textOf(request, wall.now());
        publishFile(pathOf(request.id, REQUEST), text);
      } catch (cause) {
        const why = errorText(cause);
        const message = `Cannot ask the server "${folder}": ${why}`;
        throw new QtcError("unavailable", message, { cause });
      }
    },
    answerOf(id) {
      const path = pathOf(id, ANSWER);
      return statSync(path, { throwIfNoEntry: false })
        ? JSON.parse(readFileSync(path, "utf8")) as IncomingAnswer
        : undefined;
    },
    forget(id) {
      rmSync(pathOf(id, REQUEST), { force: true });
      rmSync(pathOf(id, ANSWER), { force: true });
      names.delete(id);
    },
  };
}

/** Looked at all the time: a stat costs less than a failed reading. */
function namesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder).sort();
}

function removeOld(
  folder: string,
  there: readonly string[],
  now: number,
): void {
  for (const name of there) {
    if (name.endsWith(REQUEST)) continue;
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry?.isFile() && now - entry.mtimeMs > KEPT_MS) {
      rmSync(path, { force: true });
    }
  }
}

/** One line says what it is; of bars, a line each follows, as they are hashed. */
function textOf(request: IncomingRequest, askedAt: number): string {
  const { id, kind } = request;
  if (kind === "accept") {
    const { symbol } = request;
    return `${JSON.stringify({ id, kind, askedAt, symbol })}\n`;
  }
  const { source, bars } = request;
  const head = JSON.stringify({ id, kind, source, count: bars.length });
  return `${[head, ...bars.map(barLine)].join("\n")}\n`;
}

/** Returns a request, or why it cannot be used; `undefined` when it is gone. */
function read(path: string, now: number): IncomingRequest | string | undefined {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return undefined;
  // A pipe would be waited for.
  if (!entry.isFile()) return "it is no file";
  if (entry.size > REQUEST_BYTES_MAX) return "it is too large";
  try {
    const [head = "", ...lines] = readFileSync(path, "utf8").trimEnd()
      .split("\n");
    const { id, kind, askedAt, symbol, source, count } = JSON.parse(
      head,
    ) as Readonly<Record<string, unknown>>;
    if (typeof id !== "string") return "it has no id";
    if (kind === "accept" && typeof symbol === "string") {
      // Without its sign: a clock that was set back makes nothing young.
      return Math.abs(now - Number(askedAt)) <= ASKED_MAX_MS
        ? { id, kind, symbol }
        : "it was asked too long ago";
    }
    const known = SOURCES.find((each) => each === source);
    if (kind !== "bars" || !known) {
      return "it is nothing that this version knows";
    }
    if (count !== lines.length || lines.length > INCOMING_BARS_MAX) {
      return "it is not whole";
    }
    return {
      ...{ id, kind: "bars", source: known },
      bars: lines.map(barOf),
    };
  } catch (error) {
    return errorText(error);
  }
}

/** Reads what `barLine()` has written; whether it can be used, who adds it looks at. */
function barOf(line: string): Bar {
  const [symbol = "", ...cells] = line.split(",");
  const [at, open, high, low, close, volume, trades, vwap] = cells;
  return {
    symbol,
    at: Number(at),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
    ...(trades && { tradeCount: Number(trades) }),
    ...(vwap && { vwap: Number(vwap) }),
  };
}
