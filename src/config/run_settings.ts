import { numberText } from "./readers.ts";
import { sandboxLayersText } from "./sandbox_layers.ts";
import type { Setting } from "./setting.ts";

const SANDBOX = "Sandbox";
const EXCHANGE = "Simulated exchange";

/** How strategies run, and what the simulated exchange asks. */
export const RUN_SETTINGS = {
  strategyTimeoutMs: {
    group: SANDBOX,
    value: "MS",
    help: "how long a strategy may think about one minute",
    schema: numberText({ min: 10, max: 30_000, whole: true }),
    default: "5000",
  },
  strategyMemoryMb: {
    group: SANDBOX,
    value: "MB",
    help: "memory of one team's process",
    schema: numberText({ min: 100, max: 65_536, whole: true }),
    default: "400",
  },
  phaseBudgetMs: {
    group: SANDBOX,
    value: "MS",
    help: "how long all strategies together may take",
    schema: numberText({ min: 100, max: 600_000, whole: true }),
    default: "40000",
  },
  slots: {
    group: SANDBOX,
    value: "N",
    help: "strategies that run at the same time",
    schema: numberText({ min: 1, max: 1_024, whole: true }),
    otherwise: "the number of cores",
  },
  sandboxLayers: {
    group: SANDBOX,
    value: "LAYERS",
    help: "what the system puts around strategies: auto, off, or some of " +
      "its layers, as in uid,no_network",
    schema: sandboxLayersText(),
    default: "auto",
  },
  window: {
    group: SANDBOX,
    value: "ROWS",
    help: "rows of each symbol that a strategy is handed",
    schema: numberText({ min: 1, max: 5_000, whole: true }),
    default: "390",
  },
  equitySpreadBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "full spread of equities",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "2",
  },
  cryptoSpreadBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "full spread of crypto",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "10",
  },
  impactBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "impact of an order as large as the bar's volume (square-root law)",
    schema: numberText({ min: 0, max: 10_000 }),
    default: "30",
  },
  participation: {
    group: EXCHANGE,
    value: "SHARE",
    help: "most of a bar's volume that a team may take",
    schema: numberText({ min: 0, above: true, max: 0.1 }),
    default: "0.1",
  },
  equityFeeBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "fee of equities",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "0",
  },
  cryptoFeeBps: {
    group: EXCHANGE,
    value: "BPS",
    help: "fee of crypto",
    schema: numberText({ min: 0, max: 1_000 }),
    default: "25",
  },
} as const satisfies Readonly<Record<string, Setting>>;
