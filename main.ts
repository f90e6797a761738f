/**
 * The composition root: words and environment become a configuration, adapters
 * and one command. The only file that knows all others, and the only one that
 * exits.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { recordedMarketData } from "./src/adapters/recorded/market_data.ts";
import { simulatedBroker } from "./src/adapters/simulated/broker.ts";
import { simulatedMarketData } from "./src/adapters/simulated/market_data.ts";
import * as folder from "./src/adapters/sqlite/data_folder.ts";
import {
  breathe,
  simulatedClock,
  wallClock,
} from "./src/adapters/system/clock.ts";
import { codeStore } from "./src/adapters/system/code_store.ts";
import { embeddedIn } from "./src/adapters/system/embedded.ts";
import * as files from "./src/adapters/system/files.ts";
import { lockFolder } from "./src/adapters/system/folder_lock.ts";
import { listen, type Listening } from "./src/adapters/system/http.ts";
import { fileKeys } from "./src/adapters/system/keys.ts";
import { type SystemLog, systemLog } from "./src/adapters/system/log.ts";
import { folderRegistry } from "./src/adapters/system/registry.ts";
import { lateStop, stopSignal } from "./src/adapters/system/signals.ts";
import {
  readStatusFile,
  statusFile,
} from "./src/adapters/system/status_file.ts";
import { sha256 } from "./src/adapters/system/digest.ts";
import { stdoutLines } from "./src/adapters/system/stdout.ts";
import { apiApp, serveFetch } from "./src/api/app.ts";
import { init } from "./src/cli/init.ts";
import { parseCommand } from "./src/cli/parse_command.ts";
import { verify } from "./src/cli/verify.ts";
import * as settings from "./src/config/config.ts";
import { chooseMode, type Mode } from "./src/config/mode.ts";
import { loudLine, requireSimulated } from "./src/config/mode_line.ts";
import { readTeams, type Teams } from "./src/config/teams.ts";
import { termsOf } from "./src/config/terms.ts";
import { settingFlags } from "./src/config/setting_flags.ts";
import { QtcError } from "./src/domain/error.ts";
import type { Identity } from "./src/domain/event.ts";
import {
  chosen,
  type Instrument,
  KNOWN_COINS,
} from "./src/domain/instrument.ts";
import { activityLog } from "./src/engine/activity.ts";
import type { Engine } from "./src/engine/engine.ts";
import { runLoop } from "./src/engine/loop.ts";
import { paceOf, progressLine } from "./src/engine/progress.ts";
import { checkIdentity, recover, startOf } from "./src/engine/recover.ts";
import { stateOf } from "./src/engine/state.ts";
import type { Keys } from "./src/ports/keys.ts";
import type { MarketData } from "./src/ports/market_data.ts";
import { strategyPacker } from "./src/sandbox/bundle.ts";
import { launchers } from "./src/sandbox/launch.ts";
import { packageHash, readPackage } from "./src/sandbox/package.ts";
import { sandboxStrategies } from "./src/sandbox/runner.ts";

/** Minutes between checkpoints: what a restart replays at most. */
const CHECKPOINT_MINUTES = 500;
/** Events that the activity begins with after a restart. */
const ACTIVITY_EVENTS = 1_000;

const disk = { ...files, resolvePath: resolve };
const print = stdoutLines();
const embedded = embeddedIn(import.meta.url);
const wall = wallClock();

/** Refused, while nothing has been written; later it could not go on. */
let knownErrorCode = 2;

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  const isKnown = error instanceof QtcError && error.code !== "internal";
  const text = isKnown ? error.message : (error as Error)?.stack ?? error;
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(isKnown ? knownErrorCode : 1);
}

/** Runs one command and returns its exit code. */
async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCommand(words, settingFlags());
  const env = Deno.env.toObject();
  const dotEnv = settings.parseDotEnv(files.readIfThere("settings", ".env"));
  const cores = navigator.hardwareConcurrency;
  const config = (flags: settings.Flags) =>
    settings.parseConfig({ flags, env, dotEnv, cores });
  switch (parsed.command) {
    case "help":
      print(parsed.text);
      return 0;
    case "version":
      print(embedded.version());
      return 0;
    case "init": {
      const context = { ...files, files: embedded.samples(), print };
      return init(parsed.folder, context);
    }
    case "verify": {
      const { dataDir } = config(parsed.flags);
      const check = () => folder.verifyFolder(dataDir, readStatusFile(dataDir));
      return await verify(dataDir, { verify: check, print });
    }
    case "run":
      return await serve(
        await prepare(
          config(parsed.flags),
          settings.mergeEnvironment(env, dotEnv),
        ),
      );
  }
}

/** What a start has found out before it writes anything. */
interface Start {
  readonly config: settings.Config;
  readonly mode: Mode;
  readonly teams: Teams;
  readonly marketData: MarketData;
  readonly instruments: readonly Instrument[];
  readonly identity: Identity;
  readonly log: SystemLog;
  readonly server: Listening | undefined;
}

/**
 * Reads and checks everything, and listens.
 *
 * @throws {QtcError} with what the caller has to mend
 */
async function prepare(
  config: settings.Config,
  env: settings.Environment,
): Promise<Start> {
  const mode = chooseMode({ ...config, env });
  requireSimulated(mode);
  const log = systemLog({ level: config.logLevel });
  const teams = readTeams(config, disk, KNOWN_COINS);
  const server = config.noApi ? undefined : listen(config.host, config.port);
  await breathe(wall);
  const marketData = await openFeed(config, mode, teams, log);
  const instruments = chosen(marketData.instruments, teams.only);
  const { broker, account, feed, clock } = mode;
  const identity = { broker, account, feed, clock, seed: config.seed };
  const found = { config, mode, teams, marketData, instruments };
  return { ...found, identity, log, server };
}

/** Opens the feed that the mode names. */
function openFeed(
  { seed, bars = "" }: settings.Config,
  { feed }: Mode,
  { universe, coins }: Teams,
  log: SystemLog,
): MarketData | Promise<MarketData> {
  if (feed === "simulated") {
    return simulatedMarketData({ seed, ...(universe && { universe }) });
  }
  return recordedMarketData({
    folder: bars,
    coins,
    onFault: log.fault,
  });
}

/** Runs the server until it is told to stop or its data ends. */
async function serve(start: Start): Promise<number> {
  const { config, mode, instruments, identity, log, server } = start;
  const dataDir = config.dataDir;
  const lock = lockFolder(dataDir);
  let keys: Keys;
  try {
    const head = readStatusFile(dataDir);
    checkIdentity(folder.readIdentity(dataDir, head), identity);
    keys = fileKeys(join(dataDir, "api_keys.json"));
  } catch (error) {
    lock.abandon();
    throw error;
  }
  print(loudLine(mode));
  const ledger = folder.openLedger(dataDir);
  const activity = activityLog(ledger.reader.last(ACTIVITY_EVENTS));
  const published = statusFile(dataDir, wall);
  const stop = stopSignal((name) => log.write("info", `Stopping on ${name}`));
  const pace = paceOf(wall.now());

  const engine = buildEngine(start, ledger, ({ events }, head) => {
    activity.take(events, head);
    state.take(events);
    pace.take(events);
    if (events.some(({ kind }) => kind === "team")) makeKeys();
    published.write(head);
    if (mode.clock === "simulated" && pace.ran > 0) {
      log.progress(progressLine(engine, pace, wall.now()));
    }
  });
  const makeKeys = () => keys.ensure([...engine.books.teams.keys()]);
  makeKeys();
  const state = stateOf(engine, ledger.reader);
  const app = apiApp({ ...state, activity, keys }, {
    mode: mode.label,
    clock: wall,
    requestId: () => crypto.randomUUID(),
    report: log.failure,
    stop,
  });
  server?.answerWith(serveFetch(app, config.trustedProxy));
  await breathe(wall);
  if (server) print(`Leaderboard: ${server.url}/api/v1/leaderboard`);

  const run = async (): Promise<string> => {
    const terms = termsOf(config);
    const next = await recover(engine, { identity, terms, instruments });
    state.health.phase = "running";
    return await runLoop(engine, next, { ...config, signal: stop });
  };
  knownErrorCode = 1;
  const reason = await Promise.race([run(), lateStop(stop, wall)])
    .finally(() => {
      // A minute that is still under way stays open: the next start resumes it.
      engine.isClosed = true;
      log.endProgress();
      return engine.strategies.close();
    });
  if (!engine.books.open) ledger.checkpoint(engine.books);
  published.write(engine.head, true);
  await server?.close();
  ledger.close();
  lock.release();
  print(`Stopped: ${reason}; ${pace.ran} minutes, head ${engine.head.hash}`);
  return 0;
}

/** Puts adapters and sandbox behind the ports of the engine. */
function buildEngine(
  { config, mode, teams, marketData, instruments, log }: Start,
  ledger: folder.OpenLedger,
  onRecorded: Engine["onRecorded"],
): Engine {
  const { seed, window, dataDir } = config;
  const { books, head } = ledger.load();
  const start = startOf(books, instruments, config.at, wall.now(), log);
  const isLive = mode.clock === "wall";
  const known = new Map(instruments.map((each) => [each.symbol, each]));
  const bars = ledger.bars((symbol) =>
    known.get(symbol)?.assetClass === "crypto"
  );
  const { host, packer } = launchers(Deno.build.standalone);
  const store = codeStore(dataDir);
  return {
    clock: isLive ? wall : simulatedClock({ start, speed: mode.speed }),
    ledger,
    barStore: bars,
    marketData,
    broker: simulatedBroker({ terms: termsOf(config), seed }),
    strategies: sandboxStrategies({
      launch: host,
      codeOf: store.load,
      bars,
      instruments: known,
      wall,
      slots: config.slots,
      timeoutMs: config.strategyTimeoutMs,
      memoryMb: config.strategyMemoryMb,
      window,
      log,
    }),
    registry: folderRegistry({
      initial: teams.entries,
      file: teams.file,
      read: () => readTeams(config, disk, KNOWN_COINS).entries,
      sources: readPackage,
      hash: packageHash,
      pack: strategyPacker({ launch: packer, wall }).packAll,
      store,
      wall,
      log,
    }),
    digest: sha256,
    log,
    settings: {
      ...config,
      isLive,
      barDelayMs: isLive ? config.barDelayMs : 0,
      checkpointMinutes: CHECKPOINT_MINUTES,
    },
    books,
    head,
    onRecorded,
  };
}
