import { join } from "node:path";
import type { AlpacaAssets } from "../adapters/alpaca/assets.ts";
import type { KnownSymbol } from "../adapters/alpaca/symbols.ts";
import { openReadOnly } from "../adapters/sqlite/read_only.ts";
import { exists } from "../adapters/system/files.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { errorText, QtcError } from "../domain/error.ts";
import { type Instrument, instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { believed, refusedKeys } from "./alpaca_refusal.ts";

/** Longest that Alpaca may take to say what it has at a start, milliseconds. */
const START_MS = 60_000;

/** What a data folder knows of its competition. */
export interface Begun {
  /** By symbol. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** Unix milliseconds; absent before the first. */
  readonly lastMinute?: number;
}

/** A universe, and what of it can be traded. */
export interface Universe {
  readonly instruments: readonly Instrument[];
  /** Looks it up again: the same symbols. */
  lookUp(signal: AbortSignal): Promise<readonly Instrument[]>;
}

/** What {@linkcode alpacaUniverse} works with. */
export interface UniverseOptions {
  readonly assets: AlpacaAssets;
  /** Absent for a rehearsal of which nobody has named symbols: it takes those that are there. */
  readonly named: readonly KnownSymbol[] | undefined;
  readonly begun: Begun | undefined;
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
}

/**
 * Returns what the ledger of a data folder says, without writing; `undefined`
 * when there is none yet. One that cannot be read so knows nothing: the start on
 * it migrates it, or says what is wrong.
 */
export function readBegun(dataDir: string, log: Log): Begun | undefined {
  if (!exists(join(dataDir, "ledger.sqlite"))) return undefined;
  try {
    const { books } = openReadOnly(dataDir, readStatusFile(dataDir));
    const { instruments, lastMinute } = books;
    return { instruments, ...(lastMinute !== undefined && { lastMinute }) };
  } catch (error) {
    const text = errorText(error);
    log.write("debug", `The ledger's universe is not known: ${text}`);
    return { instruments: new Map() };
  }
}

/**
 * Looks a universe up at Alpaca. The look may fail: the market's bars matter
 * more than its steps.
 *
 * @throws {QtcError} `invalid` for keys that are refused, symbols that are
 *   unknown when the competition has not begun, and a universe without any;
 *   `unavailable` when nobody but Alpaca knows the symbols, and it says nothing
 */
export async function alpacaUniverse(
  options: UniverseOptions,
): Promise<Universe> {
  const { assets, begun, wall, log } = options;
  const signal = AbortSignal.timeout(START_MS);
  let wanted = wantedOf(options, []);
  let instruments: readonly Instrument[];
  try {
    const look = async () => {
      if (!options.named) {
        wanted = wantedOf(options, await assets.tradable(signal));
      }
      return await lookUp(assets, wanted, signal);
    };
    const looked = await believed(wall, look);
    instruments = looked.found;
    tellClosed(looked, options);
  } catch (error) {
    const refused = refusedKeys(error);
    if (refused) throw refused;
    // Without a single name there is nothing to go on with.
    if (isOurs(error) || wanted.length === 0) throw error;
    log.write(
      "warning",
      `Cannot look the universe up at Alpaca: ${errorText(error)}; every ` +
        "symbol is taken for what it was last, or for one that trades in the " +
        "usual steps",
    );
    instruments = usual(wanted)
      .map((each) => begun?.instruments.get(each.symbol) ?? each);
  }
  if (instruments.length === 0) {
    throw new QtcError(
      "invalid",
      "Cannot trade at this Alpaca: it lists no asset that can be traded; " +
        "name symbols in the registry, or start it with some",
    );
  }
  return {
    instruments,
    lookUp: async (signal) => (await lookUp(assets, wanted, signal)).found,
  };
}

/** A competition keeps its symbols, whatever is traded now. */
function wantedOf(
  { named, begun }: UniverseOptions,
  tradable: readonly KnownSymbol[],
): readonly KnownSymbol[] {
  if (named) return named;
  const all = [...begun?.instruments.values() ?? [], ...tradable];
  return [...new Map(all.map((each) => [each.symbol, each])).values()];
}

/** A universe as Alpaca has it now. */
interface Found {
  /** All that was wanted, by symbol; those that cannot be traded say so. */
  readonly found: readonly Instrument[];
  readonly unknown: readonly string[];
  readonly untradable: readonly string[];
}

async function lookUp(
  assets: AlpacaAssets,
  wanted: readonly KnownSymbol[],
  signal: AbortSignal,
): Promise<Found> {
  const checked = await assets.check(wanted, signal);
  const known = new Map(checked.instruments.map((each) => [each.symbol, each]));
  const found = usual(wanted).map((each) =>
    known.get(each.symbol) ?? { ...each, untradable: true as const }
  );
  return { ...checked, found };
}

function tellClosed(
  { unknown, untradable }: Found,
  { begun, log }: UniverseOptions,
): void {
  if (unknown.length > 0 && !begun) {
    throw new QtcError(
      "invalid",
      `Cannot trade ${unknown.join(", ")}: Alpaca has no such asset; leave ` +
        "it out of the universe",
    );
  }
  const closed = [...unknown, ...untradable];
  if (closed.length > 0) {
    log.write("warning", `Alpaca does not trade ${closed.join(", ")}`);
  }
}

/** Says whether it is a mistake of the operator, not of Alpaca. */
function isOurs(error: unknown): boolean {
  return error instanceof QtcError && error.code === "invalid";
}

function usual(wanted: readonly KnownSymbol[]): Instrument[] {
  return wanted.map(({ symbol, assetClass }) => instrument(symbol, assetClass))
    .sort((a, b) => a.symbol < b.symbol ? -1 : 1);
}
