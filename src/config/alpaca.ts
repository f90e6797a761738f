/**
 * Where Alpaca is and with which keys: the one place that reads its variables.
 *
 * @module
 */

import { QtcError } from "../domain/error.ts";
import type { Environment } from "./config.ts";
import { readSwitch } from "./readers.ts";

/** How Alpaca is reached. The keys are secrets: they stand in no line and no file. */
export interface AlpacaAccess {
  /** Origins of the trading API and of the data API. */
  readonly tradingUrl: string;
  readonly dataUrl: string;
  /** Origin of the data streams, `wss:`, or `ws:` on loopback. */
  readonly streamUrl: string;
  readonly keyId: string;
  readonly secretKey: string;
}

const PAPER_URL = "https://paper-api.alpaca.markets";
const LIVE_URL = "https://api.alpaca.markets";
const DATA_URL = "https://data.alpaca.markets";
const STREAM_URL = "wss://stream.data.alpaca.markets";
const KEY_PAIRS = [
  ["ALPACA_API_KEY", "ALPACA_API_SECRET"],
  ["APCA_API_KEY_ID", "APCA_API_SECRET_KEY"],
] as const;
const TRADING_VARIABLES = [
  "APCA_API_BASE_URL",
  "ALPACA_BASE_URL",
  "QTC_ALPACA_TRADING_URL",
] as const;
const DATA_VARIABLES = ["APCA_DATA_BASE_URL", "QTC_ALPACA_DATA_URL"] as const;
const STREAM_VARIABLES = ["QTC_ALPACA_STREAM_URL"] as const;

/**
 * Returns the keys of the environment; `undefined` when there are none.
 *
 * @throws {QtcError} `invalid` for half a pair and for two different ones
 */
export function readKeys(
  env: Environment,
): Pick<AlpacaAccess, "keyId" | "secretKey"> | undefined {
  const pairs = KEY_PAIRS.map((names) => {
    const [keyId, secretKey] = names.map((name) => env[name] || undefined);
    if ((keyId === undefined) !== (secretKey === undefined)) {
      const [there, missing] = keyId ? names : names.toReversed();
      refuse(`${there}`, `${missing} is missing; set both or neither`);
    }
    return keyId === undefined || secretKey === undefined
      ? undefined
      : { keyId, secretKey };
  });
  const [ours, theirs] = pairs;
  const differ = ours?.keyId !== theirs?.keyId ||
    ours?.secretKey !== theirs?.secretKey;
  if (ours && theirs && differ) {
    refuse(
      "keys",
      "ALPACA_API_KEY and APCA_API_KEY_ID are two different pairs; set one",
    );
  }
  return ours ?? theirs;
}

/** Says whether the account is a paper one; it is unless something else is said. */
export function readPaper(env: Environment): boolean {
  const text = env["ALPACA_PAPER"] || "true";
  const paper = readSwitch(text);
  if (paper === undefined) {
    refuse(`ALPACA_PAPER=${text.slice(0, 40)}`, "it must be true or false");
  }
  return paper;
}

/**
 * Reads where Alpaca is. What is not named is where its documentation says, or,
 * when the trading API is on loopback, there as well.
 *
 * @throws {QtcError} `invalid` when keys are missing, a URL disagrees with paper
 *   or live, or one of them alone is on loopback
 */
export function readAlpacaAccess(env: Environment): AlpacaAccess {
  const keys = readKeys(env);
  if (!keys) {
    return refuse(
      "Alpaca",
      "it wants ALPACA_API_KEY and ALPACA_API_SECRET to be set",
    );
  }
  const tradingUrl = readTradingUrl(env, readPaper(env));
  const isLocal = isLoopback(tradingUrl);
  const stream = new URL(tradingUrl);
  stream.protocol = stream.protocol === "https:" ? "wss:" : "ws:";
  const dataUrl = readHost(env, DATA_VARIABLES, DATA_URL) ??
    (isLocal ? tradingUrl : DATA_URL);
  const streamUrl = readHost(env, STREAM_VARIABLES, STREAM_URL) ??
    (isLocal ? stream.origin : STREAM_URL);
  if (isLoopback(dataUrl) !== isLocal || isLoopback(streamUrl) !== isLocal) {
    refuse(
      "Alpaca's URLs",
      "some are on loopback and some are not; set all of " +
        "QTC_ALPACA_TRADING_URL, QTC_ALPACA_DATA_URL and " +
        "QTC_ALPACA_STREAM_URL, or none",
    );
  }
  return { tradingUrl, dataUrl, streamUrl, ...keys };
}

/**
 * Returns the origin of the trading API: what the environment names, when it
 * fits paper or live.
 *
 * @throws {QtcError} `invalid`
 */
export function readTradingUrl(env: Environment, paper: boolean): string {
  const wanted = paper ? PAPER_URL : LIVE_URL;
  return readHost(
    env,
    TRADING_VARIABLES,
    wanted,
    () => `it disagrees with ALPACA_PAPER=${paper}`,
  ) ?? wanted;
}

/** Says whether an origin is on this machine. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "localhost" || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Returns the one origin that these variables name. */
function readHost(
  env: Environment,
  names: readonly string[],
  wanted: string,
  disagrees = () => "it is another host",
): string | undefined {
  const named = names.filter((name) => env[name]);
  const urls = named.map((name) =>
    readOrigin({ name, text: env[name] ?? "", wanted, disagrees })
  );
  if (new Set(urls).size > 1) {
    refuse(named.join(" and "), "they differ; set one");
  }
  return urls[0];
}

function readOrigin({ name, text, wanted, disagrees }: {
  readonly name: string;
  readonly text: string;
  readonly wanted: string;
  readonly disagrees: () => string;
}): string {
  const url = URL.parse(text);
  const secure = new URL(wanted).protocol;
  const open = secure === "wss:" ? "ws:" : "http:";
  const plain = url && !url.username && !url.password && !url.search &&
    !url.hash && /^\/(v2\/?)?$/.test(url.pathname);
  const hasScheme = url?.protocol === secure || url?.protocol === open;
  if (!plain || !hasScheme) refuse(name, `it must look like ${wanted}`);
  // The origin of a ws: URL is "null" in some runtimes.
  const origin = `${url.protocol}//${url.host}`;
  if (isLoopback(origin) || origin === wanted) return origin;
  const state = url.protocol === open
    ? `${open.slice(0, -1)} is for loopback only`
    : disagrees();
  refuse(name, `${state}; it must be ${wanted} or on loopback`);
}

function refuse(what: string, state: string): never {
  throw new QtcError("invalid", `Cannot use ${what}: ${state}`);
}
