import { renameSync } from "node:fs";
import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import type { Money, Price, Quantity } from "../../domain/decimal.ts";
import { QtcError } from "../../domain/error.ts";
import { random } from "../../domain/random.ts";
import type { Publish } from "../../ports/publish.ts";
import type { PortfolioRow, PositionRow } from "./portfolio_table.ts";

/** Publishes without syncing: no test pulls the plug. */
export const publish: Publish = (path, write) => {
  const beside = `${path}.new`;
  try {
    write(beside);
    renameSync(beside, path);
  } catch (error) {
    Deno.removeSync(beside);
    throw error;
  }
};

/** Returns a folder that is removed at the end of its block. */
export function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-lake-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** Start of the first day of {@linkcode portfolioDay}. */
export const DAY_ONE = Date.parse("2013-10-07T13:30:00Z");
const DAY_MS = 86_400_000;

/** Returns rows of a day (counted from 0) of seeded amounts, small, huge and negative. */
export function portfolioDay(seed: string, day: number, rows = 30) {
  const next = random("portfolio", seed, day);
  return Array.from({ length: rows }, (_, minute): PortfolioRow => ({
    seq: 1 + day * 10_000 + minute * 3,
    at: DAY_ONE + day * DAY_MS + minute * 60_000,
    cash: amount(next) as Money,
    marketValue: amount(next) as Money,
    positions: Array.from(
      { length: Math.floor(next() ** 4 * 41) },
      (_, i): PositionRow => ({
        symbol: `S${i}${"ABC"[Math.floor(next() * 3)]}`,
        quantity: amount(next) as Quantity,
        side: next() < 0.5 ? "buy" : "sell",
        value: amount(next) as Money,
        avgCost: amount(next) as Price,
        pnlUnrealized: amount(next) as Money,
      }),
    ),
  }));
}

const EXTREMES = [
  0n,
  1n,
  -1n,
  10n ** 21n + 1n,
  -(10n ** 21n) - 1n,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 63n,
  -(2n ** 63n) - 1n,
  10n ** 38n - 1n,
  1n - 10n ** 38n,
];

function amount(next: () => number): bigint {
  const extreme = EXTREMES[Math.floor(next() * 40)];
  if (extreme !== undefined) return extreme;
  const units = BigInt(Math.floor(next() * 2 ** 52));
  return next() < 0.3 ? -units : units >> BigInt(Math.floor(next() * 50));
}

/** Returns bars of three symbols, out of order, with and without what is optional. */
export function someBars(seed: string, minutes = 20): Bar[] {
  const next = random("bars", seed);
  return ["SPY", "BRK.B", "AAPL"].flatMap((symbol) =>
    Array.from({ length: minutes }, (_, i): Bar => ({
      symbol,
      at: DAY_ONE + (minutes - i) * 60_000,
      open: 100 + next(),
      high: 102 + next(),
      low: 99 + next() / 3,
      close: 101 + next(),
      volume: Math.floor(next() * 1e6) / 8,
      ...(next() < 0.5 && { tradeCount: Math.floor(next() * 1e4) }),
      ...(next() < 0.5 && { vwap: 100 + next() * 0.1 }),
    }))
  );
}

/** Says whether an error is a QtcError `unavailable` that names a path. */
export function isUnavailable(path: string): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof QtcError, String(error));
    assert.equal(error.code, "unavailable");
    assert(error.message.includes(`"${path}`), error.message);
    return true;
  };
}
