import type { Config } from "../config/config.ts";
import type { Books } from "../domain/books.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import { strategyPacker } from "../sandbox/bundle.ts";
import { strategyDryRun } from "../sandbox/dry_run.ts";
import { type Intake, strategyIntake } from "../sandbox/intake.ts";
import type { Launchers } from "../sandbox/launch.ts";

/** What {@linkcode serverIntake} works with. */
export interface ServerIntakeOptions {
  readonly programs: Launchers;
  readonly config: Pick<
    Config,
    "strategyTimeoutMs" | "strategyMemoryMb" | "window"
  >;
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** Returns around when a script's dry run takes place, Unix milliseconds. */
  readonly at: (code: string) => number;
  /** Real time. */
  readonly wall: Clock;
  /** How long the packer's process waits for more, milliseconds; default 0. */
  readonly idleMs?: number;
}

const DAY_MS = 86_400_000;
const EVENING_MS = 18 * 3_600_000;
const MINUTE_MS = 60_000;
/** Minutes after that, of which each script has its own: none knows its hash. */
const SPREAD = 110;

/** Returns the intake of the server: packing and a dry run under its limits. */
export function serverIntake(
  { programs, config, instruments, at, wall, idleMs = 0 }: ServerIntakeOptions,
): Intake {
  return strategyIntake({
    packer: strategyPacker({ launch: programs.packer, wall, idleMs }),
    dryRun: strategyDryRun({
      launch: programs.host,
      wall,
      instruments,
      at,
      timeoutMs: config.strategyTimeoutMs,
      memoryMb: config.strategyMemoryMb,
      window: config.window,
    }),
  });
}

/**
 * Returns around when a script's dry run takes place in a simulated market: some
 * minute in the evening (UTC) of the competition's first day. It must not depend
 * on when a process was started, because a restart must not change which code a
 * team has.
 *
 * @param from First minute of a competition that has not begun, Unix milliseconds
 * @param code sha256 of the script, hex
 */
export function simulatedTime(
  { teams }: Pick<Books, "teams">,
  from: number,
  code: string,
): number {
  const joined = [...teams.values()].map(({ joinedAt }) => joinedAt);
  const first = Math.min(from, ...joined);
  const minutes = parseInt(code.slice(0, 8), 16) % SPREAD;
  return first - first % DAY_MS + EVENING_MS + minutes * MINUTE_MS;
}
