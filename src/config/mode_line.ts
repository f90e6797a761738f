import { QtcError } from "../domain/error.ts";
import type { Mode } from "./mode.ts";

/**
 * Refuses what this version cannot do: it has no Alpaca adapters.
 *
 * @throws {QtcError} `invalid`
 */
export function requireSimulated({ feed, broker }: Mode): void {
  if (feed !== "alpaca" && broker !== "alpaca") return;
  throw new QtcError(
    "invalid",
    "Cannot start on Alpaca: this version trades on the simulated exchange " +
      "only; add --feed simulated or --feed recorded",
  );
}

/** Returns the one loud line for the start. */
export function loudLine(mode: Mode): string {
  const { label, feed, broker, clock, speed } = mode;
  const pace = clock === "wall"
    ? "in real time"
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
