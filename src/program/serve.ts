/**
 * `qtc serve`: the API over data that is there. No minute runs, nothing is
 * written, and a server that writes to the same folder is followed.
 *
 * @module
 */

import { join } from "node:path";
import { openReadOnly } from "../adapters/sqlite/read_only.ts";
import { breathe } from "../adapters/system/clock.ts";
import { listen, type Listening } from "../adapters/system/http.ts";
import { readOnlyKeys } from "../adapters/system/keys.ts";
import { type SystemLog, systemLog } from "../adapters/system/log.ts";
import { stopSignal } from "../adapters/system/signals.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { apiApp, serveFetch } from "../api/app.ts";
import type { DataRepairView } from "../api/data_repair.ts";
import type { Config } from "../config/config.ts";
import { labelOf, readOnlyLine } from "../config/mode_line.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { errorCode, errorText } from "../domain/error.ts";
import { activityLog } from "../engine/activity.ts";
import { stateOf } from "../engine/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Keys } from "../ports/keys.ts";
import { barsThread } from "./bars_thread.ts";
import { marketDataOf } from "./market_data_reader.ts";
import type { Program } from "./program.ts";
import { requireFolder } from "./require_folder.ts";

/** Real time between two looks for what has been appended, milliseconds. */
const LOOK_MS = 1_000;
/** Events that the activity begins with. */
const ACTIVITY_EVENTS = 1_000;

/** What every state of the folder is shown with. */
interface Stage {
  readonly config: Config;
  readonly server: Listening;
  readonly keys: Keys;
  readonly wall: Clock;
  readonly log: SystemLog;
  readonly stop: AbortSignal;
}

/** A ledger that is being shown. */
interface Shown {
  readonly line: string;
  /** Shows what is new; `false` when another ledger is there. */
  follow(): boolean;
  /** Ends the streams, and the thread that reads bars. */
  end(): Promise<void>;
}

/**
 * Answers from a data folder until it is told to stop, changing nothing in it.
 *
 * @param stop For tests; SIGINT and SIGTERM
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend
 */
export async function serve(
  config: Config,
  { print, wall }: Pick<Program, "print" | "wall">,
  stop: AbortSignal = stopSignal(() => {}),
): Promise<number> {
  requireFolder(config.dataDir);
  const log = systemLog({ level: config.logLevel });
  const server = listen(config.host, config.port);
  await breathe(wall);
  try {
    const keys = readOnlyKeys(join(config.dataDir, "api_keys.json"));
    const stage = { config, server, keys, wall, log, stop };
    const shown = show(stage);
    print(shown.line);
    await breathe(wall);
    print(`Leaderboard: ${server.url}/api/v1/leaderboard`);
    await follow(stage, shown);
  } finally {
    await server.close();
  }
  return 0;
}

/** Opens the ledger that is there now, and answers from it. */
function show({ config, server, keys, wall, log, stop }: Stage): Shown {
  const { dataDir, trustedProxy } = config;
  const ledger = openReadOnly(dataDir, readStatusFile(dataDir));
  const { books, identity, reader } = ledger;
  const activity = activityLog(reader.last(ACTIVITY_EVENTS));
  const bars = barsThread({ dataDir, log, wall, untouched: true });
  // The data's own time: nobody waits for a minute that will not come.
  const now = () => (books.lastMinute ?? books.barsUpTo ?? 0) + MINUTE_MS;
  const state = stateOf({
    books,
    clock: { now, sleepUntil: wall.sleepUntil },
    get head() {
      return ledger.head;
    },
  }, reader);
  state.health.phase = "stopped";
  const ended = new AbortController();
  const mode = labelOf(identity.account);
  const marketData = marketDataOf({ books }, bars.read);
  const repairs = { view: () => noRepairs(books) };
  const app = apiApp({ ...state, activity, keys, marketData, repairs }, {
    mode,
    readOnly: true,
    clock: wall,
    requestId: () => crypto.randomUUID(),
    report: log.failure,
    stop: AbortSignal.any([stop, ended.signal]),
  });
  server.answerWith(serveFetch(app, trustedProxy));
  return {
    line: readOnlyLine(dataDir, mode, books.lastMinute),
    follow: () =>
      ledger.follow((event, head) => {
        activity.take([event], head);
        state.take([event]);
      }),
    async end() {
      ended.abort();
      await bars.close();
    },
  };
}

/** Where nothing is written, nothing is repaired. */
function noRepairs({ instruments }: Books): DataRepairView {
  return {
    isOn: false,
    isRepairing: false,
    rootPath: "prices/minute_bars",
    symbols: instruments.size,
    isMarketOpen: false,
  };
}

/** Looks again and again, until it is told to stop. */
async function follow(stage: Stage, first: Shown): Promise<void> {
  const { keys, wall, log, stop } = stage;
  let shown = first;
  let trouble: string | undefined;
  while (!stop.aborted) {
    await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    if (stop.aborted) break;
    try {
      keys.ensure([]);
      if (!holds(shown)) {
        const next = show(stage);
        await shown.end();
        shown = next;
        log.write("warning", `Another ledger is there: ${next.line}`);
      }
      trouble = undefined;
    } catch (error) {
      // What was shown stays; said once, and tried again.
      const text = errorText(error);
      if (text !== trouble) log.write("warning", text);
      trouble = text;
    }
  }
  await shown.end();
}

/** Follows; `false` when the books no longer hold, so that they are made anew. */
function holds(shown: Shown): boolean {
  try {
    return shown.follow();
  } catch (error) {
    if (errorCode(error) === "conflict") return false;
    throw error;
  }
}
