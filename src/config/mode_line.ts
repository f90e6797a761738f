import { QtcError } from "../domain/error.ts";
import type { Mode } from "./mode.ts";

/**
 * Refuses what this version cannot do: it sends no orders to Alpaca.
 *
 * @throws {QtcError} `invalid`
 */
export function requireSimulated({ broker }: Mode): void {
  if (broker !== "alpaca") return;
  throw new QtcError(
    "invalid",
    "Cannot trade at Alpaca: this version fills orders on the simulated " +
      "exchange only; add --broker simulated, Alpaca's bars stay",
  );
}

/** Returns the one loud line for the start. */
export function loudLine(mode: Mode): string {
  const { label, feed, broker, clock, speed } = mode;
  const pace = clock === "wall"
    ? "in real time"
    : clock === "alpaca"
    ? "on the clock of the Alpaca on loopback"
    : `on a simulated clock, speed ${speed}`;
  if (label === "LIVE") {
    return `*** LIVE: REAL MONEY. ORDERS GO TO THE LIVE ACCOUNT AT ` +
      `${mode.baseUrl} ***`;
  }
  if (label === "PAPER") {
    return `*** PAPER: orders go to the paper account at ${mode.baseUrl}, ` +
      `${feed} bars, ${pace} ***`;
  }
  return `*** SIMULATED: ${broker} broker, ${feed} bars, ${pace}; no real ` +
    `orders ***`;
}

/** Returns what is real by the account of a ledger; what is not known counts as money. */
export function labelOf(account: string): Mode["label"] {
  if (account === "simulated") return "SIMULATED";
  return /^alpaca-paper\b/.test(account) ? "PAPER" : "LIVE";
}

/**
 * Returns the one loud line of a server that only reads.
 *
 * @param lastMinute Unix milliseconds; absent before the first
 */
export function readOnlyLine(
  dataDir: string,
  label: Mode["label"],
  lastMinute: number | undefined,
): string {
  const upTo = lastMinute === undefined
    ? "before its first minute"
    : `as of ${new Date(lastMinute).toISOString().slice(0, 16)}Z`;
  return `*** READ-ONLY: data of ${dataDir}, ${label}, ${upTo} ***`;
}
