// deno-lint-ignore-file no-console -- a command prints
/**
 * Runs the hostile programs: `deno task corpus [--runs N] [--mode run|binary] [--intake none] [GROUP[/NAME]…]`, both ways without a mode.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Mode, runCorpus } from "./harness.ts";
import { madePrograms } from "./made.ts";
import { readPrograms } from "./programs.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "1" },
    mode: { type: "string" },
    intake: { type: "string", default: "all" },
  },
});
const modes: readonly Mode[] = values.mode === "run" || values.mode === "binary"
  ? [values.mode]
  : ["run", "binary"];
const programs = [
  ...await readPrograms(positionals),
  ...madePrograms(positionals),
];
let count = 0;
for (let i = 1; i <= Number(values.runs); i++) {
  for (const mode of modes) {
    const started = performance.now();
    const { runs, surprises, growthMb, lateMs } = await runCorpus(programs, {
      mode,
      tried: values.intake === "none" ? "none" : "all",
    });
    const seconds = (performance.now() - started) / 1000;
    count += surprises.length;
    for (const surprise of surprises) console.log(surprise);
    console.log(
      `${i} ${mode}: ${programs.length} programs, ${runs} minutes, ` +
        `${surprises.length} surprises, ${seconds.toFixed(0)} s; the engine ` +
        `grew by ${growthMb.toFixed(0)} MB, was ${lateMs.toFixed(0)} ms late`,
    );
  }
}
Deno.exit(count > 0 || programs.length === 0 ? 1 : 0);
