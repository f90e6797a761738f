import { createHash } from "node:crypto";
import { join } from "node:path";

/** Returns all that is in a folder: a line each, with size, mode and hash, in the order of paths. */
export function listing(folder: string, under = ""): string[] {
  const names = [...Deno.readDirSync(join(folder, under))]
    .map(({ name }) => name).sort();
  return names.flatMap((name) => {
    const path = join(under, name);
    const { isDirectory, size, mode } = Deno.lstatSync(join(folder, path));
    const rights = ((mode ?? 0) & 0o777).toString(8);
    if (isDirectory) {
      return [`${path}/ ${rights}`, ...listing(folder, path)];
    }
    const bytes = Deno.readFileSync(join(folder, path));
    const hash = createHash("sha256").update(bytes).digest("hex");
    return [`${path} ${rights} ${size} ${hash}`];
  });
}
