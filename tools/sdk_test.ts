import { strict as assert } from "node:assert";
import { publishedSdk } from "./sdk.ts";

const SOURCES = new URL("../src/sdk/", import.meta.url);

/** The compiler keeps timers of its own. */
const LOOSE = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "src/sdk/dist is what publishedSdk() makes of the sources",
  LOOSE,
  async () => {
    const made = await publishedSdk(SOURCES);
    const dist = new URL("./dist/", SOURCES);
    const names = [...Deno.readDirSync(dist)].map(({ name }) => name);
    assert.deepEqual(names.sort(), Object.keys(made).sort());
    for (const [name, text] of Object.entries(made)) {
      const found = Deno.readTextFileSync(new URL(name, dist));
      assert.ok(
        found === text,
        `src/sdk/dist/${name} is old: run deno task sdk`,
      );
    }
  },
);
