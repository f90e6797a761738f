import { strict as assert } from "node:assert";
import type { Clock } from "../ports/clock.ts";
import { strategyPacker } from "./bundle.ts";
import { callOf, Stage, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";

const packer = strategyPacker({ launch: launchers(false).packer, wall });

Deno.test("pack() makes one script of several files, and stacks name the team's own lines", async () => {
  const packed = await packer.pack({
    entry: "strategy",
    files: {
      "strategy.ts": `import type { Bars, Team } from "qtc";
import { Prices } from "qtc";
import { decide } from "./rules/decide";
export class MyStrategy {
  generate_signal(team: Team, bars: Bars, prices: Prices) {
    return decide(team.cash);
  }
}
`,
      "rules/decide.ts": `import { limit } from "../limit.js";

/** import("node:fs") */
export function decide(cash: number): unknown {
  if (cash > limit) throw new RangeError("too rich: import('x') require('y') é");
  return ["import(x)"];
}
`,
      "limit.js": "export const limit = 10_000;",
      "unused.ts": "this is not even TypeScript",
    },
  });
  assert.ok("script" in packed, JSON.stringify(packed));
  assert.ok(!packed.script.includes("sourceMappingURL"));
  await using stage = new Stage(["AAPL"], { codeOf: () => packed });
  const call = callOf("a", "code");
  const [ok] = await stage.next([call]);
  const [failed] = await stage.next([{
    ...call,
    view: { ...call.view, cash: 10_001 },
  }]);
  assert.deepEqual(ok?.signals, ["import(x)"]);
  assert.equal(
    failed?.error?.message,
    "RangeError: too rich: import('x') require('y') é (rules/decide.ts:5:27)",
  );
});

Deno.test("pack() names what is missing", async () => {
  const [missing, twice] = await packer.packAll([
    { entry: "other", files: { "strategy.ts": "" } },
    {
      entry: "strategy",
      files: {
        "strategy.ts": `import { y } from "./a.ts"; y();`,
        "a.ts": "export const x = 1;",
      },
    },
  ]);
  assert.deepEqual(missing, {
    type: "ImportError",
    message: "there is no file other.ts or other.js",
  });
  assert.ok(twice && "type" in twice);
  assert.match(
    twice.message,
    /^"a\.ts" exports no "y" \(strategy\.ts:1:10\)$/,
  );
});

Deno.test("packAll() is not spoiled by one that breaks esbuild", async () => {
  const source = (text: string) => ({ entry: "s", files: { "s.ts": text } });
  const deep = "[".repeat(1e6) + "]".repeat(1e6);
  const [broken, ...after] = await packer.packAll([
    source(deep),
    source("export const x = 1;"),
    source("export const y = 2;"),
  ]);
  assert.match(JSON.stringify(broken), /Cannot pack.*nested very deep/);
  assert.deepEqual(after.map((each) => "script" in each), [true, true]);
});

Deno.test("packAll() sends each strategy by itself, when its turn comes", async () => {
  const steps: string[] = [];
  // All together would be one text, which can be longer than texts may be.
  const sourceOf = (name: string) => ({
    entry: "s",
    get files() {
      steps.push(`send ${name}`);
      // JSON writes six characters for each of these.
      return { "s.ts": `/*${"\x01".repeat(2e6)}*/ export const x = 1;` };
    },
  });
  const packed = await packer.packAll(
    ["a", "b", "c"].map(sourceOf),
    (index) => void steps.push(`packed ${index}`),
  );
  assert.deepEqual(packed.map((each) => "script" in each), [true, true, true]);
  assert.equal(
    steps.join(", "),
    "send a, packed 0, send b, packed 1, send c, packed 2",
  );
});

Deno.test("packAll() lays no blame for the size of one on the others", async () => {
  const source = (length: number) => ({
    entry: "s",
    files: { "s.ts": `/*${"\x01".repeat(length)}*/ export const x = 1;` },
  });
  const [first, tooLarge, last] = await packer.packAll(
    [source(1), source(6e6), source(1)],
  );
  assert.match(JSON.stringify(tooLarge), /Cannot pack the strategy: /);
  assert.deepEqual([first, last].map((each) => each && "script" in each), [
    true,
    true,
  ]);
});

Deno.test("packAll() is not spoiled by one that takes too long", async () => {
  const slow = strategyPacker({
    launch: { ...launchers(false).packer, command: "/bin/sleep", args: ["9"] },
    wall,
    timeoutMs: 60,
  });
  const source = { entry: "strategy", files: { "strategy.ts": "" } };
  assert.deepEqual(
    await slow.packAll([source, source]),
    Array(2).fill({
      type: "ImportError",
      message: "Cannot pack the strategy: packing it took more than 0.06 s",
      isTransient: true,
    }),
  );
});

Deno.test({
  name:
    "pack() keeps its process for idleMs, and starts another when it has gone",
  // The process that waits is ended by nobody but time.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { packer: launch } = launchers(false);
    const starts: number[] = [];
    const wakes: (() => void)[] = [];
    const held: Clock = {
      now: wall.now,
      sleepUntil: (time, signal) =>
        time < wall.now() + 30_000
          ? wall.sleepUntil(time, signal)
          : new Promise((resolve) => void wakes.push(resolve)),
    };
    const kept = strategyPacker({
      launch: {
        ...launch,
        get command() {
          starts.push(starts.length);
          return launch.command;
        },
      },
      wall: held,
      idleMs: 60_000,
    });
    const source = (text: string) => ({
      entry: "strategy",
      files: { "strategy.ts": `export const x = ${text};` },
    });
    const script = async (text: string) => {
      const packed = await kept.pack(source(text));
      return "script" in packed ? packed.script.includes(text) : packed;
    };
    assert.equal(await script("1234"), true);
    assert.equal(await script("2345"), true);
    assert.deepEqual(await kept.packAll([]), []);
    const both = [source("3456"), source("(")];
    const told: number[] = [];
    const [good, bad] = await kept.packAll(both, (i) => void told.push(i));
    assert.ok(good && "script" in good && bad && "type" in bad);
    assert.deepEqual([told, starts.length], [[0, 1], 1]);
    wakes.at(-1)?.();
    assert.equal(await script("4567"), true);
    assert.equal(starts.length, 2);
    wakes.at(-1)?.();
  },
});
