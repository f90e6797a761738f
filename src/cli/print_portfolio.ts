import { decimalText, type Money } from "../domain/decimal.ts";
import type { Print } from "./command.ts";
import { dollars } from "./dollars.ts";

/** One line of what is held. Amounts are 1e-9 units. */
export interface PrintedPosition {
  readonly symbol: string;
  readonly quantity: bigint;
  readonly value: bigint;
  readonly avgCost: bigint;
  readonly pnlUnrealized: bigint;
}

/** A portfolio and its figures as the files have them. */
export interface PrintedPortfolio {
  readonly portfolio: {
    /** Start of the minute, Unix milliseconds. */
    readonly at: number;
    readonly cash: bigint;
    readonly marketValue: bigint;
    readonly positions: readonly PrintedPosition[];
  };
  readonly metrics?: {
    /** Fractions; null where one cannot be had. */
    readonly totalReturn: number | null;
    readonly maxDrawdown: number | null;
    readonly currentDrawdown: number | null;
    readonly totalTrades: number;
  };
}

/** Prints a portfolio and its figures for people; returns the exit code. */
export function printPortfolio(
  name: string,
  { portfolio, metrics }: PrintedPortfolio,
  print: Print,
): number {
  const { at, cash, marketValue, positions } = portfolio;
  print(
    `${name}, ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`,
  );
  print(`  Cash            ${dollars(cash)}`);
  print(`  Portfolio value ${dollars(marketValue)}`);
  for (const position of positions) {
    const { symbol, quantity, value, avgCost, pnlUnrealized } = position;
    print(
      `  ${symbol.padEnd(6)} ${decimalText(quantity as Money)} at ` +
        `${dollars(avgCost)}, worth ${dollars(value)}, ` +
        `${pnlUnrealized < 0n ? "" : "+"}${dollars(pnlUnrealized)}`,
    );
  }
  if (!metrics) return 0;
  print(`  Total return    ${percent(metrics.totalReturn)}`);
  print(
    `  Max drawdown    ${percent(metrics.maxDrawdown)}, now ` +
      percent(metrics.currentDrawdown),
  );
  print(`  Trades          ${metrics.totalTrades}`);
  return 0;
}

function percent(fraction: number | null): string {
  return fraction === null ? "unknown" : `${(fraction * 100).toFixed(2)} %`;
}
