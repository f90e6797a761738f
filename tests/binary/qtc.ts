/**
 * Runs the compiled binary as anybody would: in folders of its own, with an
 * environment that holds nothing from outside, and never for ever.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What is tested; `QTC_TEST_BINARY` names another one. */
export const BINARY = Deno.env.get("QTC_TEST_BINARY") ?? join(ROOT, "qtc");
/** Longest that a process of a test may take, milliseconds. */
const RUN_MAX_MS = 90_000;
/** Longest until it listens, milliseconds. */
const LISTEN_MAX_MS = 20_000;
/** Between two looks, milliseconds. */
const LOOK_MS = 20;

/** How a process is started. */
export interface StartOptions {
  /** Working folder. */
  readonly cwd: string;
  /** Added to an environment of a minimal `PATH` and a `HOME` that is `cwd`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than {@linkcode BINARY}. */
  readonly binary?: string;
  /** It is killed after so many milliseconds. */
  readonly maxMs?: number;
}

/** How a process has ended. */
export interface Ended {
  /** Exit code; 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** All that it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Sends a signal; nothing happens when it has ended. */
  kill(signal: Deno.Signal): void;
}

/** A server under way. */
export interface Server extends Running {
  /** `http://localhost:PORT`. */
  readonly url: string;
  /** Asks it to stop and waits for its end. */
  stop(): Promise<Ended>;
}

/** Starts the binary; it is killed at the end of its scope. */
export function spawn(args: readonly string[], options: StartOptions): Running {
  const { cwd, env = {}, binary = BINARY, maxMs = RUN_MAX_MS } = options;
  const process = new Deno.Command(binary, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", HOME: cwd, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = collect(process.stdout);
  const stderr = collect(process.stderr);
  let isOver = false;
  const kill = (signal: Deno.Signal): void => {
    if (isOver) return;
    try {
      process.kill(signal);
    } catch (error) {
      // It has ended, and nobody has been told yet.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  const timer = setTimeout(() => kill("SIGKILL"), maxMs);
  const ended = process.status.then(async ({ code, signal }) => {
    isOver = true;
    clearTimeout(timer);
    await Promise.all([stdout.done, stderr.done]);
    return {
      code,
      signal: signal ?? undefined,
      stdout: stdout.text(),
      stderr: stderr.text(),
    };
  });
  return {
    pid: process.pid,
    ended,
    stdout: stdout.text,
    stderr: stderr.text,
    kill,
    async [Symbol.asyncDispose]() {
      kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs the binary to its end. */
export async function run(
  args: readonly string[],
  options: StartOptions,
): Promise<Ended> {
  await using process = spawn(args, options);
  return await process.ended;
}

/**
 * Starts a server on a free port and waits until it says where it listens.
 *
 * @throws {Error} with all that it wrote, when it ends before
 */
export async function start(
  args: readonly string[],
  options: StartOptions,
): Promise<Server> {
  const process = spawn([...args, "--port", "0"], options);
  let isOver = false;
  void process.ended.then(() => isOver = true);
  const url = await waitFor("the line with its address", () => {
    const found = process.stdout().match(/http:\/\/localhost:\d+/)?.[0];
    if (found === undefined && isOver) {
      throw new Error(`It ended:\n${process.stdout()}${process.stderr()}`);
    }
    return found;
  }, LISTEN_MAX_MS).catch(async (error) => {
    await process[Symbol.asyncDispose]();
    throw error;
  });
  return {
    ...process,
    url,
    stop() {
      process.kill("SIGTERM");
      return process.ended;
    },
  };
}

/**
 * Looks again and again until there is something to see, and returns it.
 *
 * @param what For the message when it never comes
 * @param look Returns `undefined` or `false` as long as there is nothing
 * @throws {Error} after `maxMs`
 */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  maxMs = 30_000,
): Promise<T> {
  const end = performance.now() + maxMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) {
      throw new Error(`Cannot see ${what}: waited ${maxMs} ms`);
    }
    await sleep(LOOK_MS);
  }
}

/** Resolves after some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A folder that goes away at the end of its scope. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** Makes an empty folder. */
export async function tempFolder(): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix: "qtc-test-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Returns numbers from 0 to 1, 1 excluded, the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6d2b79f5 >>> 0;
    let word = Math.imul(state ^ state >>> 15, state | 1);
    word ^= word + Math.imul(word ^ word >>> 7, word | 61);
    return ((word ^ word >>> 14) >>> 0) / 2 ** 32;
  };
}

function collect(
  stream: ReadableStream<Uint8Array>,
): { text: () => string; done: Promise<void> } {
  const decoder = new TextDecoder();
  let text = "";
  const read = async () => {
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
    }
  };
  return { text: () => text, done: read() };
}
