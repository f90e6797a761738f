import { QtcError } from "../domain/error.ts";
import type { Environment } from "./config.ts";
import { isLoopback, readAlpacaAccess, readKeys, readPaper } from "./alpaca.ts";
import type { StartTime } from "./readers.ts";

/** Where bars come from. */
export type FeedName = "simulated" | "alpaca" | "recorded";
/** Who fills orders. */
export type BrokerName = "simulated" | "alpaca";

/** What is real in this run; the ledger's identity is taken from it. */
export interface Mode {
  /** What one loud line at the start, and every page, shows. */
  readonly label: "SIMULATED" | "PAPER" | "LIVE";
  readonly feed: FeedName;
  readonly broker: BrokerName;
  /** `wall` runs in real time, `alpaca` as the clock of an Alpaca on loopback. */
  readonly clock: "simulated" | "wall" | "alpaca";
  /** Simulated minutes a minute, > 0, or as fast as it goes; 1 with another clock. */
  readonly speed: number | "max";
  /** `simulated`, `alpaca-paper` or `alpaca-live`; on loopback with `-loopback` after it. */
  readonly account: string;
  /** Origin of the broker's API; absent when the broker is the simulated one. */
  readonly baseUrl?: string;
}

/** What {@linkcode chooseMode} decides by. */
export interface ModeOptions {
  /** The environment with `.env` in it, see `mergeEnvironment()`. */
  readonly env: Environment;
  readonly feed?: FeedName;
  readonly broker?: BrokerName;
  readonly at?: StartTime;
  readonly speed?: number | "max";
  readonly live: boolean;
  /** An admin key is known from somewhere else than `QTC_ADMIN_KEY`. */
  readonly hasAdminKey?: boolean;
}

/**
 * Decides what is real: which feed, which broker, which clock, whose money.
 * Whatever could trade real money by mistake is refused.
 *
 * @throws {QtcError} `invalid`, saying which two things disagree
 */
export function chooseMode(options: ModeOptions): Mode {
  const { env, live, at, speed } = options;
  const stage = readStage(env);
  if (at === "now" && speed !== undefined && speed !== 1) {
    refuse(`--speed ${speed}`, "--at now runs in real time; leave one out");
  }
  if (stage === "testing") return testingMode(options);
  const hasKeys = readKeys(env) !== undefined;
  const paper = readPaper(env);
  const feed = options.feed ?? (hasKeys ? "alpaca" : "simulated");
  const broker = options.broker ??
    (hasKeys && feed === "alpaca" ? "alpaca" : "simulated");
  if (!hasKeys) refuseWithoutKeys(feed, broker, live);
  if (hasKeys && !paper && feed !== "alpaca" && !options.broker) {
    refuse(
      `--feed ${feed}`,
      "the keys are of a live account (ALPACA_PAPER=false), and such bars " +
        "must never trade it; add --broker simulated",
    );
  }
  if (broker === "simulated") {
    if (live) {
      refuse("--live", "the broker is the simulated one; leave out --live");
    }
    return simulatedMode(options, feed, env);
  }
  if (live && stage === "production") {
    if (!env["QTC_ADMIN_KEY"] && !options.hasAdminKey) {
      refuse("--live", "QTC_ENV=production wants QTC_ADMIN_KEY to be set");
    }
  }
  return alpacaMode(options, feed, paper);
}

function readStage(env: Environment): string {
  const stage = env["QTC_ENV"] || "development";
  if (!["development", "testing", "production"].includes(stage)) {
    refuse(
      `QTC_ENV=${stage.slice(0, 40)}`,
      "it must be development, testing or production",
    );
  }
  return stage;
}

function refuseWithoutKeys(
  feed: FeedName,
  broker: BrokerName,
  live: boolean,
): void {
  const wanting = live
    ? "--live"
    : feed === "alpaca"
    ? "--feed alpaca"
    : broker === "alpaca"
    ? "--broker alpaca"
    : undefined;
  if (!wanting) return;
  refuse(wanting, "it wants ALPACA_API_KEY and ALPACA_API_SECRET to be set");
}

/** Keys are not even looked at; what asks for the real thing is refused. */
function testingMode(options: ModeOptions): Mode {
  const { feed = "simulated", broker, live } = options;
  if (live) refuse("--live", "QTC_ENV=testing forces the simulated broker");
  if (feed === "alpaca" || broker === "alpaca") {
    refuse(
      feed === "alpaca" ? "--feed alpaca" : "--broker alpaca",
      "QTC_ENV=testing forces the simulated ones",
    );
  }
  return simulatedMode(options, feed, {});
}

function simulatedMode(
  options: ModeOptions,
  feed: FeedName,
  env: Environment,
): Mode {
  const { at } = options;
  if (feed === "recorded" && at === "now") {
    refuse(
      "--at now",
      "recorded bars are not from now; give a date or no --at",
    );
  }
  const url = feed === "alpaca" ? readAlpacaAccess(env).tradingUrl : undefined;
  const isLocal = url !== undefined && isLoopback(url);
  if (url !== undefined && !isLocal) {
    wantWallClock(options, "the alpaca feed");
  }
  return {
    label: "SIMULATED",
    feed,
    broker: "simulated",
    account: "simulated",
    ...(isLocal ? alpacaPace(options, url) : pace(options, feed)),
  };
}

function alpacaMode(
  options: ModeOptions,
  feed: FeedName,
  paper: boolean,
): Mode {
  const { env, live } = options;
  if (live && paper) {
    refuse(
      "--live",
      "ALPACA_PAPER is not false; live trading wants both, paper neither",
    );
  }
  if (!live && !paper) {
    refuse(
      "ALPACA_PAPER=false",
      "live trading wants --live as well; add it, or set ALPACA_PAPER=true",
    );
  }
  const { tradingUrl: baseUrl } = readAlpacaAccess(env);
  const loopback = isLoopback(baseUrl);
  if (!loopback) {
    if (feed !== "alpaca") {
      refuse(
        `--feed ${feed}`,
        `a broker that is not on loopback wants the alpaca feed; add ` +
          `--broker simulated`,
      );
    }
    wantWallClock(options, "a broker that is not on loopback");
  }
  return {
    label: paper ? "PAPER" : "LIVE",
    feed,
    broker: "alpaca",
    account: `alpaca-${paper ? "paper" : "live"}${loopback ? "-loopback" : ""}`,
    baseUrl,
    ...(loopback ? alpacaPace(options, baseUrl) : pace(options, feed)),
  };
}

/** Whoever plays Alpaca has the clock; two that differ could trade in the past. */
function alpacaPace(
  { at, speed }: ModeOptions,
  url: string,
): Pick<Mode, "clock" | "speed"> {
  const given = at !== undefined
    ? "--at"
    : speed !== undefined
    ? "--speed"
    : undefined;
  if (given !== undefined) {
    refuse(
      given,
      `the clock is that of the Alpaca at ${url}; give it to qtc fake-alpaca`,
    );
  }
  return { clock: "alpaca", speed: 1 };
}

function wantWallClock({ at, speed }: ModeOptions, who: string): void {
  if (speed !== undefined && speed !== 1) {
    refuse(`--speed ${speed}`, `${who} runs in real time; leave out --speed`);
  }
  if (at !== undefined && at !== "now") {
    refuse("--at", `${who} runs in real time; leave out --at`);
  }
}

/** Real time for `--at now`, and for Alpaca's bars unless something else is said. */
function pace(
  { at, speed }: ModeOptions,
  feed: FeedName,
): Pick<Mode, "clock" | "speed"> {
  const plain = at === undefined && (speed === undefined || speed === 1);
  if (at === "now" || (feed === "alpaca" && plain)) {
    return { clock: "wall", speed: 1 };
  }
  return { clock: "simulated", speed: speed ?? 60 };
}

function refuse(what: string, state: string): never {
  throw new QtcError("invalid", `Cannot use ${what}: ${state}`);
}
