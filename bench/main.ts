// deno-lint-ignore-file no-console -- a command prints
/**
 * Measures what docs/performance.md promises: `deno task bench [NAME…]` with the
 * names minute50, minute200, sandbox, speed, start, year, lake, export, bars; all
 * of them without one. Ends with 1 when a bound is broken.
 *
 * @module
 */

import { z } from "zod";
import { barsFigures } from "./bars.ts";
import { type Binaries, buildBinaries } from "./binaries.ts";
import { exportFigures, lakeFigures } from "./lake.ts";
import { minuteFigures } from "./minute.ts";
import { type Figure, isKept, table } from "./report.ts";
import { sandboxFigures } from "./sandbox.ts";
import { speedFigures } from "./speed.ts";
import { startFigures } from "./start.ts";
import { yearFigures } from "./year.ts";

/** Measures something; `folder` is empty and its own. */
type Benchmark = (binaries: Binaries, folder: string) => Promise<Figure[]>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  minute50: (binaries, folder) => minuteFigures(binaries, folder, 50),
  minute200: (binaries, folder) => minuteFigures(binaries, folder, 200),
  sandbox: sandboxFigures,
  speed: speedFigures,
  start: startFigures,
  year: yearFigures,
  lake: (_, folder) => lakeFigures(folder),
  export: exportFigures,
  bars: (_, folder) => barsFigures(folder),
};

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(names: readonly string[]): Promise<number> {
  const known = Object.keys(BENCHMARKS);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    console.error(
      `Cannot measure "${unknown}": there are ${known.join(", ")}`,
    );
    return 2;
  }
  // The binary may not generate code, so that zod takes its slower way there.
  z.config({ jitless: true });
  const folder = await Deno.makeTempDir({ prefix: "qtc-bench-" });
  try {
    console.error("Building the binaries");
    const binaries = await buildBinaries(folder);
    const figures: Figure[] = [];
    for (const name of names.length > 0 ? names : known) {
      console.error(`Measuring ${name}, load ${load()}`);
      const own = `${folder}/${name}`;
      await Deno.mkdir(own);
      figures.push(...await BENCHMARKS[name]!(binaries, own));
    }
    console.log(`${table(figures)}\n\nLoad at the end: ${load()}`);
    return figures.every(isKept) ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How many programs wanted a core in the last minute: two is all there are. */
function load(): string {
  return Deno.loadavg()[0]!.toFixed(1);
}
