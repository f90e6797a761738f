import { strict as assert } from "node:assert";
import { pathToFileURL } from "node:url";
import { sdkTypes } from "./sdk_types.ts";

/** Returns the types of a folder with these sources; the rest of the SDK is empty. */
function typesOf(files: Readonly<Record<string, string>>): string {
  const path = Deno.makeTempDirSync({ prefix: "qtc types " });
  const all = { "qtc.ts": "", "stats.ts": "", ...files };
  try {
    for (const [name, text] of Object.entries(all)) {
      Deno.writeTextFileSync(`${path}/${name}`, text);
    }
    return sdkTypes(pathToFileURL(`${path}/`));
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

Deno.test("sdkTypes() declares each module, with what it hands on and without its inside", () => {
  const types = typesOf({
    "indicators.ts": `/**
 * Indicators.
 *
 * @module
 */
import type { Bar } from "./qtc.ts";
import { Sma } from "./inner.ts";
export { Sma } from "./inner.ts";
/** Makes one. */
export function sma(bar: Bar): Sma { return new Sma(bar, hidden); }
const hidden = 1;
`,
    "inner.ts": `import { SMA } from "trading-signals";
import type { Bar } from "./qtc.ts";
/** One. */
export class Sma { #inner = new SMA(1); constructor(readonly bar: Bar, _: number) {} }
`,
  });
  const start = types.indexOf("\n/**\n * Indicators.");
  assert.equal(
    types.slice(start, types.indexOf('\ndeclare module "qtc/stats"')),
    `
/**
 * Indicators.
 */
declare module "qtc/indicators" {
    import type { Bar } from "qtc";
    /** Makes one. */
    export function sma(bar: Bar): Sma;
    /** One. */
    export class Sma {
        #private;
        readonly bar: Bar;
        constructor(bar: Bar, _: number);
    }
}
`,
  );
  assert.match(types, /declare var console: Console;\n$/);
});

Deno.test("sdkTypes() refuses what is exported without a type", () => {
  assert.throws(
    () =>
      typesOf({
        "indicators.ts": "export const a = [1].map((x) => x);\n",
      }),
    /^Error: Cannot declare "\.\/indicators\.ts": /,
  );
});
