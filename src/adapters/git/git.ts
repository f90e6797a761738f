import { Buffer } from "node:buffer";
import { QtcError } from "../../domain/error.ts";
import { gitFailure } from "./git_failure.ts";

/** How git is run. */
export interface GitOptions {
  /** The operator's variables; git is given the few that it needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether repositories of this machine may be read. */
  readonly allowFile: boolean;
  /** Longest run of one command, milliseconds. */
  readonly timeoutMs: number;
  /** Largest repository as it comes from the network, MB. */
  readonly packMb: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** One command of git. */
export interface GitCommand {
  /** What comes after `git` and the settings. */
  readonly args: readonly string[];
  /** Working folder. */
  readonly cwd: string;
  /** What it reads. */
  readonly input?: string;
  /** Variables of this command alone, see {@linkcode remoteOf}. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it talks to; in no message, as a part of it may be a secret. */
  readonly address?: string;
}

/** Most memory of each process, KB. */
const MEMORY_KB_MAX = 1024 * 1024;
/** Most that a command may say, bytes: a list of many thousand files. */
const OUTPUT_MAX = 8 * 1024 * 1024;
const ERRORS_MAX = 64 * 1024;

/** What git and its transports need of the operator's variables. */
const KEPT = [
  ...["PATH", "HOME", "SSH_AUTH_SOCK"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"],
];

/** Nothing that a repository or this machine's settings name is ever run. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.symlinks=false",
  "core.protectHFS=true",
  "core.protectNTFS=true",
  // Else git sends a token, and its next requests, to whatever a host names.
  "http.followRedirects=false",
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
  "transfer.fsckObjects=true",
  "transfer.bundleURI=false",
  "fetch.unpackLimit=1", // one pack file, whose size has a limit, whatever comes
  "core.bigFileThreshold=10m", // what is larger is never held in memory
  "pack.threads=1",
  "gc.auto=0",
  "maintenance.auto=false",
];

/**
 * Limits files to `$1` blocks of 512 bytes and runs the rest; who writes more is
 * told so and not killed, and says it.
 */
const LIMITED = `trap "" XFSZ; ulimit -f "$1"; shift; ` +
  `ulimit -v ${MEMORY_KB_MAX} 2>/dev/null; exec "$@"`;

/**
 * Runs git and returns what it says. Whatever it reads, it runs no hook, filter
 * or helper, asks nobody anything, and ends by itself when this program dies.
 *
 * @throws {QtcError} `not_found` when git cannot be started, `too_large` when
 * it brings or says too much, `unavailable` with the reason for all else
 */
export async function runGit(
  options: GitOptions,
  { args, cwd, input = "", env = {}, address = "" }: GitCommand,
): Promise<string> {
  const { signal } = options;
  signal?.throwIfAborted();
  const process = start(options, cwd, env, args);
  // It passes the signal on to its whole group, and kills what stays.
  const end = (): void => {
    try {
      process.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    const [stdout, stderr, status] = await Promise.all([
      collect(process.stdout, OUTPUT_MAX, end),
      collect(process.stderr, ERRORS_MAX, () => {}),
      process.status,
      feed(process.stdin, input),
    ]);
    signal?.throwIfAborted();
    if (stdout.isCut) {
      throw new QtcError("too_large", "it has too many files or branches");
    }
    if (status.success) return stdout.text;
    throw gitFailure(status.code, stderr.text, { ...options, address });
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

/** A repository's address as git is given it, and what it needs to get in. */
export interface Remote {
  /** Without name and password. */
  readonly address: string;
  /** Variables that hold them: a command line is there for all to see. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Takes name and password out of an address.
 *
 * @throws {URIError} when they are not percent-encoded
 */
export function remoteOf(url: string): Remote {
  const parts = url.startsWith("https://") ? URL.parse(url) : null;
  if (!parts || (parts.username === "" && parts.password === "")) {
    return { address: url, env: {} };
  }
  const secret = [parts.username, parts.password].map(decodeURIComponent);
  parts.username = "";
  parts.password = "";
  const basic = Buffer.from(secret.join(":"), "utf8").toString("base64");
  return {
    address: parts.href,
    env: {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${parts.origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    },
  };
}

function start(
  { env: operator, allowFile, timeoutMs, packMb }: GitOptions,
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Deno.ChildProcess {
  const kept = KEPT.flatMap((name) => {
    const value = operator[name];
    return value === undefined ? [] : [[name, value]];
  });
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  const git = ["git", ...settings, ...args];
  const limit = ["-k", "2", String(timeoutMs / 1000)];
  const blocks = String(packMb * 2048);
  try {
    return new Deno.Command("timeout", {
      args: [...limit, "sh", "-c", LIMITED, "sh", blocks, ...git],
      cwd,
      clearEnv: true,
      env: {
        ...Object.fromEntries(kept),
        LC_ALL: "C",
        GIT_ALLOW_PROTOCOL: allowFile ? "https:ssh:file" : "https:ssh",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_ATTR_NOSYSTEM: "1",
        GIT_LFS_SKIP_SMUDGE: "1",
        GIT_TERMINAL_PROMPT: "0",
        GIT_ASKPASS: "false",
        SSH_ASKPASS_REQUIRE: "never",
        GIT_SSH_COMMAND: "ssh -o BatchMode=yes -o ConnectTimeout=15 " +
          "-o ClearAllForwardings=yes -o PermitLocalCommand=no",
        GIT_SSH_VARIANT: "ssh",
        ...env,
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    throw new QtcError("not_found", "timeout of coreutils cannot be started", {
      cause,
    });
  }
}

async function feed(
  stream: WritableStream<Uint8Array>,
  text: string,
): Promise<void> {
  try {
    const writer = stream.getWriter();
    if (text !== "") await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // It has ended before it read all; its status says why.
  }
}

/** Reads to the end, and keeps the first `max` bytes. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  max: number,
  onCut: () => void,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let left = max;
  for await (const bytes of stream) {
    if (left >= 0) {
      text += decoder.decode(bytes.subarray(0, left), { stream: true });
    }
    if (left >= 0 && bytes.length > left) onCut();
    left -= bytes.length;
  }
  return { text, isCut: left < 0 };
}
