import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../tools/build.ts";
import { run } from "../tools/run.ts";

/** The repository. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** What is measured, and what it is measured against. */
export interface Binaries {
  /** Path of the product. */
  readonly qtc: string;
  /** Path of the floor: the same base, see `bare/host.ts`. */
  readonly bare: string;
}

/** Builds both into a folder, the same way. */
export async function buildBinaries(folder: string): Promise<Binaries> {
  const qtc = join(folder, "qtc");
  const bare = join(folder, "bare");
  const deno = Deno.execPath();
  await run(deno, ["run", "-A", "tools/compile.ts", "--output", qtc], {
    cwd: ROOT,
  });
  await build({
    root: ROOT,
    output: bare,
    base: Deno.env.has("DENORT_BIN") ? "DENORT_BIN" : "npm",
    programs: [
      { name: "worker", source: "bench/bare/worker.ts" },
      { name: "bare", source: "bench/bare/host.ts", word: "" },
    ],
    assets: {},
  });
  return { qtc, bare };
}
