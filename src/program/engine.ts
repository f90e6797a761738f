import { resolve } from "node:path";
import { gitSync } from "../adapters/git/sync.ts";
import { simulatedBroker } from "../adapters/simulated/broker.ts";
import type { OpenLedger } from "../adapters/sqlite/data_folder.ts";
import { breathe, simulatedClock } from "../adapters/system/clock.ts";
import { type CodeStore, codeStore } from "../adapters/system/code_store.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { fileStamp } from "../adapters/system/files.ts";
import { folderRegistry } from "../adapters/system/registry.ts";
import { verdictStore } from "../adapters/system/verdicts.ts";
import type { Config } from "../config/config.ts";
import { EXTERNAL_STRATEGIES } from "../config/teams.ts";
import { termsOf } from "../config/terms.ts";
import type { Engine } from "../engine/engine.ts";
import { startOf } from "../engine/recover.ts";
import type { Clock } from "../ports/clock.ts";
import type { Registry } from "../ports/registry.ts";
import type { Rollbacks } from "../ports/rollbacks.ts";
import type { DataDesk } from "../sandbox/data_requests.ts";
import type { Intake } from "../sandbox/intake.ts";
import { type Launchers, launchers } from "../sandbox/launch.ts";
import { packageHash, readPackage } from "../sandbox/package.ts";
import { type SandboxOptions, sandboxStrategies } from "../sandbox/runner.ts";
import { serverIntake, simulatedTime } from "./intake.ts";
import { type Start, teamsOf } from "./start.ts";

/** Minutes between checkpoints: what a restart replays at most. */
export const CHECKPOINT_MINUTES = 500;

/** Time after a minute's end in which its bars come, milliseconds. */
const BAR_DELAY_MS = { simulated: 2_000, recorded: 2_000, alpaca: 3_000 };

/**
 * Longest real time that the first minute waits for the teams' repositories, and
 * then for their code, milliseconds. A minute of real time must not be late by much: strategies have
 * 43 s after its end. A simulated one only begins later.
 */
const FIRST_WAIT_MS = { live: 10_000, simulated: 120_000 };

function firstWaitMs({ clock }: Start["mode"]): number {
  return FIRST_WAIT_MS[clock === "simulated" ? clock : "live"];
}

/** What {@linkcode buildEngine} works with beside a start. */
export interface EngineParts {
  /** Real time. */
  readonly wall: Clock;
  /** The sandbox's programs; default: without anything around them. */
  readonly programs?: Launchers;
  /** Aborts when the server stops. */
  readonly stop: AbortSignal;
  /** Instead of the registry's teams and the code in the data folder. */
  readonly own?: Pick<Engine, "registry"> & Pick<SandboxOptions, "codeOf">;
  /** Answers data requests of strategies; default: this thread. */
  readonly data?: DataDesk;
  readonly onRecorded: Engine["onRecorded"];
  /** What operators may ask for while it runs; absent: nothing. */
  readonly rollbacks?: Rollbacks;
}

/** Puts adapters and sandbox behind the ports of the engine. */
export function buildEngine(
  start: Start,
  ledger: OpenLedger,
  { wall, stop, own, programs, data, onRecorded, rollbacks }: EngineParts,
): Engine {
  const { config, mode, feed, marketData, instruments, log } = start;
  const { seed, window, dataDir } = config;
  const { books, head } = ledger.load();
  const from = startOf(books, instruments, config.at, wall.now(), log);
  const isLive = mode.clock !== "simulated";
  const known = new Map(instruments.map((each) => [each.symbol, each]));
  const isCoin = (symbol: string) => known.get(symbol)?.assetClass === "crypto";
  const bars = ledger.bars(isCoin);
  const around = programs ?? launchers(Deno.build.standalone);
  const store = codeStore(dataDir);
  const intake = serverIntake({
    ...{ programs: around, config, instruments: known, wall },
    at: (code) => isLive ? wall.now() : simulatedTime(books, from, code),
  });
  return {
    clock: isLive
      ? feed.clock ?? wall
      : simulatedClock({ start: from, speed: mode.speed }),
    ledger,
    barStore: bars,
    history: ledger.history(isCoin),
    marketData,
    broker: simulatedBroker({ terms: termsOf(config), seed }),
    strategies: sandboxStrategies({
      launch: around.host,
      codeOf: own?.codeOf ?? store.load,
      bars,
      instruments: known,
      wall,
      slots: config.slots,
      timeoutMs: config.strategyTimeoutMs,
      memoryMb: config.strategyMemoryMb,
      window,
      log,
      ...(data && { data }),
    }),
    registry: own?.registry ?? registryOf(start, { store, intake, wall, stop }),
    ...(feed.actions && { actions: feed.actions }),
    digest: sha256,
    breathe: () => breathe(wall),
    ...(!own && { hasCode: store.has }),
    log,
    settings: {
      ...config,
      isLive,
      barDelayMs: isLive ? config.barDelayMs ?? BAR_DELAY_MS[mode.feed] : 0,
      checkpointMinutes: CHECKPOINT_MINUTES,
    },
    books,
    head,
    onRecorded,
    ...(rollbacks && { rollbacks }),
  };
}

/** Returns what a refusal depends on beside the version: another program tries again. */
function termsOfTries(
  { strategyTimeoutMs, strategyMemoryMb, window }: Config,
  instruments: Start["instruments"],
): string {
  const program = fileStamp(Deno.execPath());
  const limits = [strategyTimeoutMs, strategyMemoryMb, window];
  const symbols = instruments.map(({ symbol }) => symbol);
  return sha256(JSON.stringify([program, ...limits, symbols]));
}

/** Returns the registry: files, folders, and repositories when they are asked for. */
function registryOf(
  { config, mode, teams, instruments, log }: Start,
  { store, intake, wall, stop }: {
    readonly store: CodeStore;
    readonly intake: Intake;
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Registry {
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
    intake: intake.packAll,
    store,
    verdicts: verdictStore(config.dataDir, termsOfTries(config, instruments)),
    firstWaitMs: firstWaitMs(mode),
    wall,
    log,
    ...(config.syncRegistry && {
      sync: {
        run: git.run,
        signal: stop,
        firstWaitMs: firstWaitMs(mode),
      },
    }),
  });
}
