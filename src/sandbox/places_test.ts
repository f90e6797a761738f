import { strict as assert } from "node:assert";
import { strategyPacker } from "./bundle.ts";
import { wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";
import { exportedNames, placeOfMethod } from "./places.ts";

const STRATEGY = `import { Base } from "./base.ts";
// generate_signal() { here it is not
const text = \`
  generate_signal() { nor here\`;
export class Other { generate_signal() { return text; } }
export class MyStrategy<T> {
  static x = MyStrategy.name;

  async generateSignal() { return text; }
}
export class Heir extends Base {}
export { Other as Twin };
export const number = 5;
`;

Deno.test("placeOfMethod() finds the method of the class that is meant", async () => {
  const packer = strategyPacker({ launch: launchers(false).packer, wall });
  const bundle = await packer.pack({
    entry: "strategy",
    files: {
      "strategy.ts": STRATEGY,
      "base.ts": "class MyStrategy {}\n\nexport class Base {\n" +
        "  generate_signal() { return new MyStrategy(); }\n}\n",
    },
  });
  assert.ok("script" in bundle, JSON.stringify(bundle));
  const place = (name: string) => placeOfMethod(bundle, `strategy:${name}`);
  assert.equal(place("MyStrategy"), "strategy.ts:9:9");
  assert.equal(place("Other"), "strategy.ts:5:22");
  assert.equal(place("Twin"), "strategy.ts:5:22");
  // What it cannot find stands at the class, or at the beginning.
  assert.match(place("Heir"), /^strategy\.ts:11:\d+$/);
  assert.equal(place("None"), "strategy.ts:1:1");
  assert.deepEqual(exportedNames(bundle), [
    "Heir",
    "MyStrategy",
    "Other",
    "Twin",
    "number",
  ]);
});

Deno.test("placeOfMethod() takes no longer when a script is full of traps", () => {
  const space = " ".repeat(3e6);
  const scripts = [
    `var S = class {\n${space}generate_signal${space}`,
    `var S = class {\n${"generate_signal ".repeat(2e5)}`,
    `  __export(strategy_exports, {\n    ${"S".repeat(3e6)}`,
    "class S ".repeat(4e5),
  ];
  for (const script of scripts) {
    assert.equal(placeOfMethod({ script, map: "{}" }, "a/b:S"), "a/b.ts:1:1");
    assert.ok(exportedNames({ script, map: "{}" }).length <= 1);
  }
});
