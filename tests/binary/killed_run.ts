import { strict as assert } from "node:assert";
import { ledgerReaches } from "./http.ts";
import { chance, run, sleep, start } from "./qtc.ts";

/** How often a run is killed, and when. */
export interface KillOptions {
  /** Working folder. */
  readonly cwd: string;
  /** How many times it is killed before it may end. */
  readonly kills: number;
  /** Chooses the moments. */
  readonly seed: number;
  /** Events that the whole run has at least: the moments lie among them. */
  readonly events: number;
}

/** Every so manieth kill comes by the clock, mostly while it still starts. */
const EARLY = 4;
/** Latest of those, milliseconds after it listens. */
const EARLY_MS = 600;
/** Latest after the event that was waited for, milliseconds. */
const LATER_MS = 25;

/**
 * Runs a command, kills it with SIGKILL at random moments, starts it again each
 * time, and lets it come to its end at last. The moments are spread over the
 * whole run by the length of its ledger, so that a slow machine is killed as
 * far on as a fast one.
 */
export async function killedRun(
  args: readonly string[],
  { cwd, kills, seed, events }: KillOptions,
): Promise<void> {
  const random = chance(seed);
  const targets = Array.from(
    { length: kills },
    () => Math.floor(random() * events * 0.95),
  ).sort((a, b) => a - b);
  const moments: string[] = [];
  for (const [index, target] of targets.entries()) {
    await using server = await start(args, { cwd });
    if (index % EARLY === 0) {
      const ms = random() * EARLY_MS;
      moments.push(`${ms.toFixed()} ms`);
      await sleep(ms);
    } else {
      const ms = random() * LATER_MS;
      moments.push(`event ${target} + ${ms.toFixed()} ms`);
      await ledgerReaches(server.url, target, 60_000);
      await sleep(ms);
    }
    server.kill("SIGKILL");
    const { signal, stdout, stderr } = await server.ended;
    assert.equal(signal, "SIGKILL", `${moments.at(-1)}: ${stdout}${stderr}`);
  }
  // deno-lint-ignore no-console -- a failure must be repeatable
  console.log(`killed (seed ${seed}) at ${moments.join(", ")}`);
  const last = await run([...args, "--port", "0"], { cwd });
  assert.equal(last.code, 0, last.stderr);
}
