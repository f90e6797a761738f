import type { ExchangeTerms } from "../domain/exchange.ts";
import type { Config } from "./config.ts";

/** Returns the terms of the simulated exchange that the settings say. */
export function termsOf(config: Config): ExchangeTerms {
  const {
    equitySpreadBps,
    cryptoSpreadBps,
    impactBps,
    participation,
    equityFeeBps,
    cryptoFeeBps,
  } = config;
  return {
    equitySpreadBps,
    cryptoSpreadBps,
    impactBps,
    participation,
    equityFeeBps,
    cryptoFeeBps,
  };
}
