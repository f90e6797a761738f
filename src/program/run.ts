/**
 * `qtc` without a command: the server. Everything that a start can get wrong is
 * looked at before the first byte is written.
 *
 * @module
 */

import { join } from "node:path";
import {
  type OpenLedger,
  openLedger,
  readIdentity,
} from "../adapters/sqlite/data_folder.ts";
import { breathe } from "../adapters/system/clock.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { fileKeys } from "../adapters/system/keys.ts";
import { incomingFolder } from "../adapters/system/incoming.ts";
import { rollbackFile } from "../adapters/system/rollback_file.ts";
import { lateStop, stopSignal } from "../adapters/system/signals.ts";
import { readStatusFile, statusFile } from "../adapters/system/status_file.ts";
import { apiApp, serveFetch } from "../api/app.ts";
import { statusJson } from "../api/status.ts";
import type { Config, Environment } from "../config/config.ts";
import { loudLine } from "../config/mode_line.ts";
import { termsOf } from "../config/terms.ts";
import { emptyBooks } from "../domain/books.ts";
import { QtcError } from "../domain/error.ts";
import { sandboxState } from "../domain/sandbox_layer.ts";
import { activityLog } from "../engine/activity.ts";
import { runLoop } from "../engine/loop.ts";
import { paceOf, progressLine } from "../engine/progress.ts";
import { minuteText } from "../engine/minute_text.ts";
import { checkIdentity, recover, startOf } from "../engine/recover.ts";
import { stateOf } from "../engine/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Keys } from "../ports/keys.ts";
import type { Surrounded } from "../sandbox/choose_layers.ts";
import { barsThread } from "./bars_thread.ts";
import { dataThread } from "./data_thread.ts";
import { buildEngine } from "./engine.ts";
import type { Program } from "./program.ts";
import { type Lake, startLake } from "./lake.ts";
import { marketDataOf } from "./market_data_reader.ts";
import { openSandbox } from "./sandbox.ts";
import { prepare, type Start } from "./start.ts";
import { watchIncoming } from "./watch_incoming.ts";
import { watchMarket } from "./watch_market.ts";
import { repairsOf, watchRepairs } from "./watch_repair.ts";
import { watchRollbacks } from "./watch_rollbacks.ts";
import { keepLogs, watchEngine } from "./watching.ts";

/** Longest that files may hold up the end, milliseconds: exit within 30 s of SIGTERM. */
const LAKE_CLOSE_MS = 15_000;
/** Events that the activity begins with after a restart. */
const ACTIVITY_EVENTS = 1_000;

/**
 * Runs the server until it is told to stop or its data ends.
 *
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend
 */
export async function runServer(
  config: Config,
  env: Environment,
  program: Program,
): Promise<number> {
  const { wall, print } = program;
  const start = await prepare(config, env, wall);
  const { instruments, identity, log, server } = start;
  const { lock, keys } = takeFolder(start, wall);
  // From here on what fails is no refused start: systemd and the like try again.
  program.onStarted();
  keepLogs(start);
  print(loudLine(start.mode));
  const ledger = openLedger(config.dataDir, { log });
  const stop = stopSignal((name) => log.write("info", `Stopping on ${name}`));
  const sandbox = await openSandbox(start, wall);
  const stage = assemble(start, { ledger, keys, sandbox, wall, stop });
  const { engine, health, pace, published, repairs, watching } = stage;
  const incoming = incomingFolder(config.dataDir, { log, wall });
  await breathe(wall);
  if (server) print(`Leaderboard: ${server.url}/api/v1/leaderboard`);

  const run = async (): Promise<string> => {
    const terms = termsOf(config);
    const { competition } = start.teams;
    const next = await recover(engine, {
      ...{ identity, terms, instruments },
      ...(competition && { competition }),
    });
    health.phase = "running";
    void watchRollbacks(engine, { wall, stop });
    void watchIncoming(engine, { incoming, wall, stop });
    void watchRepairs(engine, repairs, { wall, stop });
    void watchMarket(engine, start.feed, { wall, stop });
    return await runLoop(engine, next, { ...config, signal: stop });
  };
  const lake = stage.writeFiles();
  const reason = await Promise.race([run(), lateStop(stop, wall)])
    .catch(watching.failed)
    .finally(() => {
      // A minute that is still under way stays open: the next start resumes it.
      engine.isClosed = true;
      log.endProgress();
      return engine.strategies.close();
    });
  health.phase = "stopped";
  if (!engine.books.open) ledger.checkpoint(engine.books);
  published.write(engine.head, true);
  await Promise.all([
    server?.close(),
    watching.close(),
    stage.bars.close(),
    start.feed.close?.(),
    lake.close(LAKE_CLOSE_MS),
  ]);
  ledger.close();
  lock.release();
  print(`Stopped: ${reason}; ${pace.ran} minutes, head ${engine.head.hash}`);
  return 0;
}

/** Puts engine, views, API and files together; whoever has to know hears of each commit. */
function assemble(
  start: Start,
  { ledger, keys, sandbox, wall, stop }: {
    readonly ledger: OpenLedger;
    readonly keys: Keys;
    readonly sandbox: Surrounded;
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
) {
  const { config, mode, log } = start;
  const activity = activityLog(ledger.reader.last(ACTIVITY_EVENTS));
  const pace = paceOf(wall.now());
  let lake: Lake | undefined;
  const { dataDir } = config;
  const bars = barsThread({ dataDir, log, wall });
  const engine = buildEngine(start, ledger, {
    wall,
    stop,
    programs: sandbox.launchers,
    data: dataThread({ dataDir, instruments: start.instruments, log, wall }),
    rollbacks: rollbackFile(dataDir, { log, wall }),
    onRecorded({ events }, head) {
      activity.take(events, head);
      state.take(events);
      pace.take(events);
      if (events.some(({ kind }) => kind === "team")) makeKeys();
      watching.take(events);
      lake?.wake(head.length);
      published.write(head);
      if (mode.clock === "simulated" && pace.ran > 0) {
        log.progress(progressLine(engine, pace, wall.now()));
      }
    },
  });
  const makeKeys = () => keys.ensure([...engine.books.teams.keys()]);
  makeKeys();
  const state = stateOf(engine, ledger.reader);
  state.health.sandbox = sandboxState(sandbox.on);
  const published = statusFile(
    config.dataDir,
    wall,
    () => statusJson(state.status.status(), { mode: mode.label }),
  );
  const watching = watchEngine(start, engine, {
    ...{ wall, stop },
    health: state.health,
  });
  const marketData = marketDataOf(engine, bars.read);
  const repairs = repairsOf(engine, { dataDir, isOn: mayRepair(start) });
  answer(start, { ...state, activity, keys, marketData, repairs }, {
    wall,
    stop,
  });
  return {
    engine,
    health: state.health,
    pace,
    published,
    repairs,
    watching,
    bars,
    /** Begins to write the lake behind the ledger. */
    writeFiles(): Lake {
      lake = startLake({ ...config, log, wall });
      lake.wake(engine.head.length);
      return lake;
    },
  };
}

/** Serves the API over what it reads. */
function answer(
  { config, mode, log, server }: Start,
  readers: Parameters<typeof apiApp>[0],
  { wall, stop }: { readonly wall: Clock; readonly stop: AbortSignal },
): void {
  const app = apiApp(readers, {
    mode: mode.label,
    clock: wall,
    requestId: () => crypto.randomUUID(),
    report: log.failure,
    stop,
  });
  server?.answerWith(serveFetch(app, config.trustedProxy));
}

/** Where every bar comes in time, there is nothing to look for. */
function mayRepair({ config: { repair }, mode: { feed } }: Start): boolean {
  return repair === undefined ? feed === "alpaca" : repair === "on";
}

/**
 * Takes the data folder for this process and reads whose it is.
 *
 * @throws {QtcError} when it belongs to another competition; nothing is left behind
 */
function takeFolder(start: Start, wall: Clock) {
  const { config: { dataDir }, identity } = start;
  const lock = lockFolder(dataDir);
  let keys: Keys;
  try {
    const kept = readIdentity(dataDir, readStatusFile(dataDir));
    checkIdentity(kept, identity);
    if (!kept) requireTimeLeft(start, wall);
    keys = fileKeys(join(dataDir, "api_keys.json"));
  } catch (error) {
    lock.abandon();
    throw error;
  }
  return { lock, keys };
}

/** Refuses to begin a competition that is over before its first minute. */
function requireTimeLeft(
  { config, mode, feed, teams, instruments, log }: Start,
  wall: Clock,
): void {
  const { name, ends = Infinity } = teams.competition ?? {};
  const now = (feed.clock ?? wall).now();
  const begins = mode.clock !== "simulated"
    ? now
    : startOf(emptyBooks(), instruments, config.at, now, log);
  if (ends > begins) return;
  throw new QtcError(
    "invalid",
    `Cannot start the competition "${name}": its end, ` +
      `${minuteText(ends)}, is over; write a later one into the registry`,
  );
}
