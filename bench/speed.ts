/**
 * Recorded days as fast as they go, with the example registry: from the start
 * of the process to its end.
 *
 * @module
 */

import { join } from "node:path";
import { simulatedMarketData } from "../src/adapters/simulated/market_data.ts";
import { sessionOn } from "../src/domain/calendar.ts";
import { type Binaries, ROOT } from "./binaries.ts";
import { type Figure, median } from "./report.ts";
import { SEED } from "./stage.ts";

const TRIALS = 3;
/** Five sessions. */
const MINUTES = 1950;
const FIRST_DAY = "2013-10-07";
const DAYS = [
  "2013-10-04",
  "2013-10-07",
  "2013-10-08",
  "2013-10-09",
  "2013-10-10",
  "2013-10-11",
];
const BOUND = { atLeast: 100 };

/** Measures minutes a second of a run at `--speed max`. */
export async function speedFigures(
  { qtc }: Binaries,
  folder: string,
): Promise<Figure[]> {
  const bars = await barsFolder(folder);
  const rates: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const started = performance.now();
    const { success, stderr } = await new Deno.Command(qtc, {
      args: [
        ...["--registry", join(ROOT, "team_registry.yaml")],
        ...["--feed", "recorded", "--bars", bars, "--at", FIRST_DAY],
        ...["--speed", "max", "--duration", String(MINUTES), "--seed", "7"],
        ...["--data-dir", join(folder, `data-${trial}`)],
        ...["--host", "127.0.0.1", "--port", "0"],
      ],
      clearEnv: true,
      env: { TZ: "UTC" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    rates.push(MINUTES / (performance.now() - started) * 1000);
  }
  return [{
    name: "minutes a second, recorded, 5 teams, start included",
    unit: "/s",
    value: median(rates),
    bound: BOUND,
  }];
}

/** Returns real bars where they lie beside the repository, else made-up ones of the same days. */
async function barsFolder(folder: string): Promise<string> {
  const real = join(ROOT, "..", "shared", "data", "bars");
  const isThere = await Deno.stat(join(real, `${FIRST_DAY}.csv`))
    .then(() => true, () => false);
  if (isThere) return real;
  const made = join(folder, "bars");
  await Deno.mkdir(made);
  const marketData = simulatedMarketData({
    seed: SEED,
    universe: { equities: ["AIG", "BAC", "IBM", "SPY"], crypto: [] },
  });
  for (const day of DAYS) {
    const { open, close } = sessionOn(day)!;
    const rows = await marketData.bars(
      open - 1,
      close - 1,
      AbortSignal.timeout(60_000),
    );
    const lines = rows.map((bar) => {
      const at = `${new Date(bar.at).toISOString().slice(0, 19)}Z`;
      const { symbol, open, high, low, close, volume } = bar;
      return [symbol, at, open, high, low, close, volume].join(",");
    });
    await Deno.writeTextFile(
      join(made, `${day}.csv`),
      `symbol,timestamp,open,high,low,close,volume\n${lines.join("\n")}\n`,
    );
  }
  return made;
}
