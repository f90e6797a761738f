/**
 * The composition root: words and environment become a configuration, adapters
 * and one command. The only file that knows all others, and the only one that
 * exits.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { recordedMarketData } from "./src/adapters/recorded/market_data.ts";
import { simulatedBroker } from "./src/adapters/simulated/broker.ts";
import { simulatedMarketData } from "./src/adapters/simulated/market_data.ts";
import { sqliteBarStore } from "./src/adapters/sqlite/bar_store.ts";
import { identityOf, sqliteLedger } from "./src/adapters/sqlite/ledger.ts";
import { sqliteLedgerReader } from "./src/adapters/sqlite/reader.ts";
import {
  openDatabase,
  openDatabaseReadOnly,
} from "./src/adapters/sqlite/schema.ts";
import { verifyLedger } from "./src/adapters/sqlite/verify.ts";
import { simulatedClock, wallClock } from "./src/adapters/system/clock.ts";
import { codeStore } from "./src/adapters/system/code_store.ts";
import { embeddedIn } from "./src/adapters/system/embedded.ts";
import {
  exists,
  fileStamp,
  folderStamp,
  isFolder,
  readText,
  writeNew,
} from "./src/adapters/system/files.ts";
import { lockFolder } from "./src/adapters/system/folder_lock.ts";
import { listen } from "./src/adapters/system/http.ts";
import { fileKeys } from "./src/adapters/system/keys.ts";
import { systemLog } from "./src/adapters/system/log.ts";
import { folderRegistry } from "./src/adapters/system/registry.ts";
import { stopSignal } from "./src/adapters/system/signals.ts";
import {
  readStatusFile,
  statusFile,
} from "./src/adapters/system/status_file.ts";
import { stdoutLines } from "./src/adapters/system/stdout.ts";
import { apiApp, serveFetch } from "./src/api/app.ts";
import { init } from "./src/cli/init.ts";
import { parseCommand } from "./src/cli/parse_command.ts";
import { verify, type VerifyReport } from "./src/cli/verify.ts";
import {
  type Config,
  type Environment,
  mergeEnvironment,
  parseConfig,
  parseDotEnv,
} from "./src/config/config.ts";
import { chooseMode, loudLine, type Mode } from "./src/config/mode.ts";
import { readTeams, type Teams } from "./src/config/teams.ts";
import { settingFlags } from "./src/config/setting_flags.ts";
import { errorText, QtcError } from "./src/domain/error.ts";
import type { Identity } from "./src/domain/event.ts";
import type { ExchangeTerms } from "./src/domain/exchange.ts";
import { KNOWN_COINS } from "./src/domain/instrument.ts";
import { activityLog } from "./src/engine/activity.ts";
import type { Engine } from "./src/engine/engine.ts";
import { runLoop } from "./src/engine/loop.ts";
import { progressLine } from "./src/engine/progress.ts";
import { checkIdentity, recover, startOf } from "./src/engine/recover.ts";
import { stateOf } from "./src/engine/state.ts";
import type { Clock } from "./src/ports/clock.ts";
import type { Log } from "./src/ports/log.ts";
import type { MarketData } from "./src/ports/market_data.ts";
import { strategyPacker } from "./src/sandbox/bundle.ts";
import { launchers } from "./src/sandbox/launch.ts";
import { packageHash, readPackage } from "./src/sandbox/package.ts";
import { sandboxStrategies } from "./src/sandbox/runner.ts";

/** Longest that a minute under way may take to end after a stop, milliseconds. */
const STOP_MS = 20_000;
/** Minutes between checkpoints: what a restart replays at most. */
const CHECKPOINT_MINUTES = 500;

const FILES = {
  readText,
  folderExists: isFolder,
  exists,
  resolvePath: resolve,
};

const print = stdoutLines();
const embedded = embeddedIn(import.meta.url);

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  const isKnown = error instanceof QtcError && error.code !== "internal";
  const text = isKnown ? error.message : (error as Error)?.stack ?? error;
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(isKnown ? 2 : 1);
}

/** Runs one command and returns its exit code. */
async function main(words: readonly string[]): Promise<number> {
  const parsed = parseCommand(words, settingFlags());
  const env = Deno.env.toObject();
  const dotEnv = exists(".env")
    ? parseDotEnv(readText("settings", ".env"))
    : {};
  const config = (flags: Parameters<typeof parseConfig>[0]["flags"]) =>
    parseConfig({ flags, env, dotEnv, cores: navigator.hardwareConcurrency });
  switch (parsed.command) {
    case "help":
      print(parsed.text);
      return 0;
    case "version":
      print(embedded.version());
      return 0;
    case "init": {
      const files = embedded.samples();
      return init(parsed.folder, { files, exists, write: writeNew, print });
    }
    case "verify": {
      const { dataDir } = config(parsed.flags);
      return await verify(dataDir, { verify: verifyFolder, print });
    }
    case "run":
      return await serve(config(parsed.flags), mergeEnvironment(env, dotEnv));
  }
}

function verifyFolder(dataDir: string): VerifyReport {
  const path = join(dataDir, "ledger.sqlite");
  if (!exists(path)) {
    throw new QtcError("not_found", `Cannot verify "${path}": it is not there`);
  }
  const database = openDatabaseReadOnly(path);
  const verdict = verifyLedger(database, readStatusFile(dataDir));
  database.close();
  const { head, minutes, teams, fills, faults } = verdict;
  return {
    facts: [
      `${head.length} events, ${minutes} minutes, ${teams} teams, ${fills} fills`,
      `head ${head.hash}`,
    ],
    faults,
  };
}

/** Opens the feed that the mode names. */
function openFeed(
  config: Config,
  { feed }: Mode,
  { universe }: Teams,
  log: Log,
): MarketData | Promise<MarketData> {
  if (feed === "simulated") {
    return simulatedMarketData({
      seed: config.seed,
      ...(universe && { universe }),
    });
  }
  return recordedMarketData({
    folder: config.bars ?? "",
    coins: universe ? [...universe.crypto, ...KNOWN_COINS] : KNOWN_COINS,
    onFault: (file, line, reason) =>
      log.write("warning", `Refused ${file}:${line}: ${reason}`),
  });
}

/**
 * Refuses a data folder that is another's, before anything is written.
 *
 * @throws {QtcError} `conflict`
 */
function checkFolder(dataDir: string, identity: Identity): void {
  const path = join(dataDir, "ledger.sqlite");
  if (!exists(path)) {
    if (!readStatusFile(dataDir)) return;
    throw new QtcError(
      "conflict",
      `Cannot use data folder "${dataDir}": its ledger.sqlite is gone; put it ` +
        "back, or start with another --data-dir",
    );
  }
  const database = openDatabaseReadOnly(path);
  try {
    checkIdentity(identityOf(database), identity);
  } finally {
    database.close();
  }
}

/** Runs the server until it is told to stop or its data ends. */
async function serve(config: Config, env: Environment): Promise<number> {
  const mode = chooseMode({ ...config, env });
  if (mode.feed === "alpaca" || mode.broker === "alpaca") {
    throw new QtcError(
      "invalid",
      "Cannot start on Alpaca: this version trades on the simulated exchange " +
        "only; add --feed simulated or --feed recorded",
    );
  }
  const log = systemLog({ level: config.logLevel });
  const wall = wallClock();
  const teams = readTeams(config, FILES, KNOWN_COINS);
  const server = config.noApi ? undefined : listen(config.host, config.port);
  const marketData = await openFeed(config, mode, teams, log);
  const instruments = marketData.instruments.filter(({ symbol }) =>
    teams.only?.includes(symbol) ?? true
  );
  const { broker, account, feed, clock } = mode;
  const identity = { broker, account, feed, clock, seed: config.seed };
  const lock = lockFolder(config.dataDir);
  try {
    checkFolder(config.dataDir, identity);
  } catch (error) {
    lock.abandon();
    throw error;
  }
  print(loudLine(mode));

  const database = openDatabase(join(config.dataDir, "ledger.sqlite"));
  const ledger = sqliteLedger(database);
  const { books, head } = ledger.load();
  const first = startOf(books, instruments, config.at, wall.now());
  const reader = sqliteLedgerReader(database);
  const keys = fileKeys(join(config.dataDir, "api_keys.json"));
  const store = codeStore(config.dataDir);
  const status = statusFile(config.dataDir, wall);
  const activity = activityLog(reader.last(1_000));
  const barStore = sqliteBarStore(
    database,
    (symbol) => engine.books.instruments.get(symbol)?.assetClass === "crypto",
  );
  const launch = launchers(Deno.build.standalone);
  const packer = strategyPacker({ launch: launch.packer, wall });
  const terms: ExchangeTerms = {
    equitySpreadBps: config.equitySpreadBps,
    cryptoSpreadBps: config.cryptoSpreadBps,
    impactBps: config.impactBps,
    participation: config.participation,
    equityFeeBps: config.equityFeeBps,
    cryptoFeeBps: config.cryptoFeeBps,
  };
  const started = performance.now();
  let ran = 0;

  const engine: Engine = {
    clock: mode.clock === "wall"
      ? wall
      : simulatedClock({ start: first, speed: mode.speed }),
    ledger,
    barStore,
    marketData,
    broker: simulatedBroker({ terms, seed: config.seed }),
    strategies: sandboxStrategies({
      launch: launch.host,
      codeOf: store.load,
      bars: barStore,
      instruments: new Map(instruments.map((each) => [each.symbol, each])),
      wall,
      slots: config.slots,
      timeoutMs: config.strategyTimeoutMs,
      memoryMb: config.strategyMemoryMb,
      window: config.window,
      log,
    }),
    registry: folderRegistry({
      initial: teams.entries,
      read: () => readTeams(config, FILES, KNOWN_COINS).entries,
      stamp: () => fileStamp(resolve(teams.file ?? "")),
      folderStamp,
      sources: readPackage,
      hash: packageHash,
      pack: (strategies) =>
        packer.packAll(strategies.map(({ sources, entryPoint }) => ({
          files: sources,
          entry: entryPoint.split(":")[0] ?? "",
        }))),
      store,
      wall,
      log,
    }),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    log,
    settings: {
      isLive: mode.clock === "wall",
      seed: config.seed,
      window: config.window,
      phaseBudgetMs: config.phaseBudgetMs,
      barDelayMs: mode.clock === "wall" ? config.barDelayMs : 0,
      checkpointMinutes: CHECKPOINT_MINUTES,
    },
    books,
    head,
    onRecorded(batch, at) {
      activity.take(batch.events, at);
      for (const { kind } of batch.events) {
        if (kind === "team") keys.ensure([...engine.books.teams.keys()]);
        if (kind === "closed") ran++;
        if (kind === "team" || kind === "closed" || kind === "skipped") {
          state.publish();
        }
      }
      status.write(at);
      if (mode.clock === "simulated") {
        log.progress(progressLine(engine, ran, performance.now() - started));
      }
    },
  };
  const state = stateOf(engine, reader);
  state.publish();
  const stop = stopSignal((name) => log.write("info", `Stopping on ${name}`));
  server?.answerWith(serveFetch(apiApp(
    { ...state, teams: state.team, activity, keys },
    {
      mode: mode.label,
      clock: wall,
      requestId: () => crypto.randomUUID(),
      report: ({ requestId, method, route, error }) =>
        log.write("error", `${method} ${route}: ${errorText(error)}`, {
          requestId,
        }),
      stop,
    },
  )));
  if (server) print(`Leaderboard: ${server.url}/api/v1/leaderboard`);

  const run = async (): Promise<string> => {
    const next = await recover(engine, { identity, terms, instruments, first });
    state.health.starting = false;
    state.health.running = true;
    return await runLoop(engine, next, { ...config, signal: stop });
  };
  const reason = await Promise.race([run(), lateStop(stop, wall)]);
  log.endProgress();
  status.write(engine.head, true);
  await engine.strategies.close();
  if (!engine.books.open) ledger.checkpoint(engine.books);
  await server?.close();
  ledger.close();
  lock.release();
  print(`Stopped: ${reason}, ${ran} minutes, head ${engine.head.hash}`);
  return 0;
}

/** Resolves some time after a stop: a minute that still runs is resumed later. */
async function lateStop(stop: AbortSignal, wall: Clock): Promise<string> {
  await new Promise((resolve) => stop.addEventListener("abort", resolve));
  await wall.sleepUntil(wall.now() + STOP_MS);
  return "stopped in the middle of a minute";
}
