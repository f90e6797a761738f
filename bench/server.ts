/** Time between two questions, milliseconds. */
const POLL_MS = 5;
/** Longest wait for an answer, milliseconds. */
const WAIT_MAX_MS = 60_000;

/** The product as its users start it, and how fast it answered. */
export interface Served {
  /** Milliseconds from the start of the process to the first 200 of `/healthz`. */
  readonly healthMs: number;
  /** Milliseconds until the leaderboard had a value for each team. */
  readonly boardMs: number;
  /** Ends it and resolves when it has ended. */
  end(signal: Deno.Signal): Promise<void>;
}

/** How {@linkcode startServer} starts it. */
export interface ServerOptions {
  readonly qtc: string;
  /** The working directory. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Teams that the leaderboard has to have. */
  readonly teams: number;
}

/** Starts the server and asks it every 5 ms. */
export async function startServer(options: ServerOptions): Promise<Served> {
  const { qtc, folder, args, teams } = options;
  const port = freePort();
  const base = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const process = new Deno.Command(qtc, {
    cwd: folder,
    args: [...args, "--host", "127.0.0.1", "--port", String(port)],
    clearEnv: true,
    env: { TZ: "UTC" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const errors = new Response(process.stderr).text();
  let hasEnded = false;
  void process.status.then(() => hasEnded = true);
  const until = async (isThere: () => Promise<boolean>): Promise<number> => {
    for (;;) {
      if (await isThere().catch(() => false)) {
        return performance.now() - started;
      }
      if (hasEnded || performance.now() - started > WAIT_MAX_MS) {
        if (!hasEnded) process.kill("SIGKILL");
        throw new Error(`Cannot reach the server: ${await errors}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  const healthMs = await until(async () => {
    const answer = await fetch(`${base}/healthz`);
    await answer.body?.cancel();
    return answer.status === 200;
  });
  const boardMs = await until(async () => {
    const answer = await fetch(`${base}/api/v1/leaderboard`);
    const { leaderboard } = await answer.json();
    return leaderboard.length === teams &&
      leaderboard.every((row: { portfolio_value: unknown }) =>
        typeof row.portfolio_value === "number"
      );
  });
  return {
    healthMs,
    boardMs,
    async end(signal) {
      process.kill(signal);
      await process.status;
      await errors;
    },
  };
}

/** Returns a port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
