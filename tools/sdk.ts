// deno-lint-ignore-file no-console -- a command prints
/**
 * Makes what is published of the SDK: `deno task sdk`.
 *
 * @module
 */

import { sdkModules } from "./sdk_modules.ts";
import { sdkTypes } from "./sdk_types.ts";

const SOURCES = new URL("../src/sdk/", import.meta.url);
const OUTPUT = new URL("./dist/", SOURCES);

if (import.meta.main) {
  await Deno.mkdir(OUTPUT, { recursive: true });
  for (const [name, text] of Object.entries(await publishedSdk(SOURCES))) {
    await Deno.writeTextFile(new URL(name, OUTPUT), text);
    console.log(`src/sdk/dist/${name}: ${text.length} characters`);
  }
}

/** Returns what is published of the SDK, text by file name: modules and their types. */
export async function publishedSdk(
  sources: URL,
): Promise<Record<string, string>> {
  return { ...await sdkModules(sources), "qtc.d.ts": sdkTypes(sources) };
}
