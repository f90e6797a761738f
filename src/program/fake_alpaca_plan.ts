import type { FakeAlpacaCommand } from "../cli/command.ts";
import type { Environment } from "../config/config.ts";
import {
  numberText,
  type StartTime,
  startTimeText,
  symbolsText,
} from "../config/readers.ts";
import { QtcError } from "../domain/error.ts";

/** What a made-up Alpaca is made of, read and checked. */
export interface FakeAlpacaPlan {
  /** A loopback address. */
  readonly host: string;
  readonly port: number;
  /** Folder of recorded bars; absent: simulated ones. */
  readonly bars?: string;
  readonly symbols?: readonly string[];
  readonly seed: number;
  readonly at?: StartTime;
  /** Minutes a minute, 0 < speed <= 60. */
  readonly speed: number;
  readonly keys: { readonly key: string; readonly secret: string };
  /** Dollars. */
  readonly cash: number;
  readonly actions?: string;
  readonly hasLatency: boolean;
  readonly controlSecret: string;
  /** What a shell makes the secrets of; those of the operator are not shown. */
  readonly shownSecret: string;
  readonly shownControlSecret: string;
}

/** Fastest that it runs: a server in step with it needs a second for a minute. */
const SPEED_MAX = 60;
const SPEED = numberText({ min: 0, above: true, max: SPEED_MAX });
const PORT = numberText({ min: 0, max: 65_535, whole: true });
const SEED = numberText({ min: 0, max: 4_294_967_295, whole: true });
const CASH = numberText({ min: 0, above: true, max: 1_000_000_000 });
/** Keys stand in headers and in lines for a shell. */
const KEY = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * Reads the flags of `qtc fake-alpaca`.
 *
 * @param readSecret Reads a file
 * @throws {QtcError} `invalid`, saying which flag or variable and what would be right
 */
export function readFakeAlpaca(
  command: FakeAlpacaCommand,
  env: Environment,
  readSecret: (path: string) => string,
): FakeAlpacaPlan {
  const { host = "127.0.0.1", latency = "on", bars, actions } = command;
  if (!/^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)) {
    refuse(`--host ${host}`, "it is for this machine alone; use 127.0.0.1");
  }
  if (latency !== "on" && latency !== "off") {
    refuse(`--latency ${latency}`, "it must be on or off");
  }
  if (command.speed === "max") {
    refuse(
      "--speed max",
      `it runs in real time for others, ${SPEED_MAX} minutes a minute at most`,
    );
  }
  if (bars !== undefined && command.symbols !== undefined) {
    refuse("--symbols", "recorded bars have their own; leave out one");
  }
  const at = command.at === undefined
    ? undefined
    : readFlag("--at", command.at, startTimeText());
  if (at === "now" && bars !== undefined) {
    refuse(
      "--at now",
      "recorded bars are not from now; give a date or no --at",
    );
  }
  return {
    host,
    port: readFlag("--port", command.port ?? "0", PORT),
    ...(bars !== undefined && { bars }),
    ...(command.symbols !== undefined && {
      symbols: readFlag("--symbols", command.symbols, symbolsText()),
    }),
    seed: readFlag("--seed", command.seed ?? "1", SEED),
    ...(at !== undefined && { at }),
    speed: readFlag("--speed", command.speed ?? "1", SPEED),
    cash: readFlag("--cash", command.cash ?? "100000", CASH),
    ...(actions !== undefined && { actions }),
    hasLatency: latency === "on",
    ...readKeys(command, env, readSecret),
    ...readControl(env),
  };
}

/** What reads one text. */
interface Schema<T> {
  safeParse(text: string):
    | { readonly success: true; readonly data: T }
    | {
      readonly success: false;
      readonly error: { readonly issues: readonly { message: string }[] };
    };
}

function readFlag<T>(
  flag: string,
  text: string,
  schema: Schema<T>,
): T {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  refuse(`${flag} ${text.slice(0, 40)}`, `it ${issue?.message}`);
}

function readKeys(
  { key: given, secretFile }: FakeAlpacaCommand,
  env: Environment,
  readSecret: (path: string) => string,
): Pick<FakeAlpacaPlan, "keys" | "shownSecret"> {
  const key = given ?? (env["FAKE_ALPACA_KEY"] || "PKFAKE");
  const named = env["FAKE_ALPACA_SECRET"] || undefined;
  const secret = secretFile === undefined
    ? named ?? "fake"
    : readSecret(secretFile).trim();
  const state = "it must be 1 to 100 letters, digits, dots or hyphens";
  if (!KEY.test(key)) refuse("--key", state);
  if (!KEY.test(secret)) {
    refuse(
      secretFile === undefined ? "FAKE_ALPACA_SECRET" : "--secret-file",
      state,
    );
  }
  const shownSecret = secretFile !== undefined
    ? `"$(cat '${secretFile.replaceAll("'", `'\\''`)}')"`
    : named === undefined
    ? secret
    : '"$FAKE_ALPACA_SECRET"';
  return { keys: { key, secret }, shownSecret };
}

function readControl(
  env: Environment,
): Pick<FakeAlpacaPlan, "controlSecret" | "shownControlSecret"> {
  const given = env["FAKE_ALPACA_CONTROL_SECRET"];
  if (!given) {
    const made = crypto.randomUUID();
    return { controlSecret: made, shownControlSecret: made };
  }
  return {
    controlSecret: given,
    // Ends the quotes that it stands in, so that a shell puts in the variable.
    shownControlSecret: `'"$FAKE_ALPACA_CONTROL_SECRET"'`,
  };
}

function refuse(what: string, state: string): never {
  throw new QtcError("invalid", `Cannot use ${what}: ${state}`);
}
