import { resolve } from "node:path";
import { gitSync } from "../adapters/git/sync.ts";
import { simulatedBroker } from "../adapters/simulated/broker.ts";
import type { OpenLedger } from "../adapters/sqlite/data_folder.ts";
import { simulatedClock } from "../adapters/system/clock.ts";
import { type CodeStore, codeStore } from "../adapters/system/code_store.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { folderRegistry } from "../adapters/system/registry.ts";
import { EXTERNAL_STRATEGIES } from "../config/teams.ts";
import { termsOf } from "../config/terms.ts";
import type { Engine } from "../engine/engine.ts";
import { startOf } from "../engine/recover.ts";
import type { Clock } from "../ports/clock.ts";
import type { Registry } from "../ports/registry.ts";
import { strategyPacker } from "../sandbox/bundle.ts";
import { launchers } from "../sandbox/launch.ts";
import { packageHash, readPackage } from "../sandbox/package.ts";
import { sandboxStrategies } from "../sandbox/runner.ts";
import { type Start, teamsOf } from "./start.ts";

/** Minutes between checkpoints: what a restart replays at most. */
export const CHECKPOINT_MINUTES = 500;

/**
 * Longest real time that the first minute waits for the teams' repositories,
 * milliseconds. A minute of real time must not be late by much: strategies have
 * 43 s after its end. A simulated one only begins later.
 */
const FIRST_WAIT_MS = { wall: 10_000, simulated: 120_000 };

/** Puts adapters and sandbox behind the ports of the engine. */
export function buildEngine(
  start: Start,
  ledger: OpenLedger,
  { wall, stop, onRecorded }: {
    /** Real time. */
    readonly wall: Clock;
    /** Aborts when the server stops. */
    readonly stop: AbortSignal;
    readonly onRecorded: Engine["onRecorded"];
  },
): Engine {
  const { config, mode, marketData, instruments, log } = start;
  const { seed, window, dataDir } = config;
  const { books, head } = ledger.load();
  const from = startOf(books, instruments, config.at, wall.now(), log);
  const isLive = mode.clock === "wall";
  const known = new Map(instruments.map((each) => [each.symbol, each]));
  const bars = ledger.bars((symbol) =>
    known.get(symbol)?.assetClass === "crypto"
  );
  const { host } = launchers(Deno.build.standalone);
  const store = codeStore(dataDir);
  return {
    clock: isLive ? wall : simulatedClock({ start: from, speed: mode.speed }),
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
    registry: registryOf(start, { store, wall, stop }),
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

/** Returns the registry: files, folders, and repositories when they are asked for. */
function registryOf(
  { config, mode, teams, log }: Start,
  { store, wall, stop }: {
    readonly store: CodeStore;
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Registry {
  const { packer } = launchers(Deno.build.standalone);
  // Also without --sync-registry: it mends what a kill has cut off.
  const git = gitSync({
    root: resolve(config.dataDir, EXTERNAL_STRATEGIES),
    allowFile: config.gitAllowFile,
    env: Deno.env.toObject(),
    wall,
    log,
    signal: stop,
  });
  return folderRegistry({
    initial: teams,
    file: teams.file,
    read: () => teamsOf(config),
    sources: readPackage,
    hash: packageHash,
    pack: strategyPacker({ launch: packer, wall }).packAll,
    store,
    wall,
    log,
    ...(config.syncRegistry && {
      sync: {
        run: git.run,
        signal: stop,
        firstWaitMs: FIRST_WAIT_MS[mode.clock],
      },
    }),
  });
}
