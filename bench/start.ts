/**
 * From the start of the process to its answers, in an empty folder and in one
 * that a competition has run in.
 *
 * @module
 */

import { join } from "node:path";
import { type Binaries, ROOT } from "./binaries.ts";
import { type Figure, median } from "./report.ts";
import { type Served, startServer } from "./server.ts";

const TRIALS = 7;
/** Teams of the example registry. */
const TEAMS = 5;
const HEALTH_BOUND = { atMost: 150 };
const BOARD_BOUND = { atMost: 1000 };

/** Measures first starts and restarts with the example registry. */
export async function startFigures(
  { qtc }: Binaries,
  folder: string,
): Promise<Figure[]> {
  const args = ["--registry", join(ROOT, "team_registry.yaml")];
  const firsts: Served[] = [];
  const agains: Served[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const empty = join(folder, String(trial));
    await Deno.mkdir(empty);
    const options = { qtc, folder: empty, args, teams: TEAMS };
    const first = await startServer(options);
    await first.end("SIGTERM");
    const again = await startServer(options);
    await again.end("SIGTERM");
    firsts.push(first);
    agains.push(again);
  }
  return [
    ...figures("first start", firsts),
    ...figures("restart", agains),
    {
      name: "  qtc version, from its start to its end",
      unit: "ms",
      value: median(await versions(qtc)),
    },
  ];
}

function figures(what: string, served: readonly Served[]): Figure[] {
  return [
    {
      name: `${what}: /healthz`,
      unit: "ms",
      value: median(served.map(({ healthMs }) => healthMs)),
      bound: HEALTH_BOUND,
    },
    {
      name: `${what}: leaderboard with values`,
      unit: "ms",
      value: median(served.map(({ boardMs }) => boardMs)),
      bound: BOARD_BOUND,
    },
  ];
}

/** What a process costs that does nothing. */
async function versions(qtc: string): Promise<number[]> {
  const took: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const started = performance.now();
    await new Deno.Command(qtc, { args: ["version"] }).output();
    took.push(performance.now() - started);
  }
  return took;
}
