import { strict as assert } from "node:assert";
import { sampleBar } from "../testing/orders.ts";
import { hashBars } from "./bar_hash.ts";

Deno.test("hashBars() is taken over a line for each bar, in their order", () => {
  const a = sampleBar({ symbol: "A", at: 0 });
  const b = sampleBar({ symbol: "B", at: 60_000, vwap: 1.5 });
  const lines: string[] = [];
  const digest = (text: string) => `${lines.push(text)}`;
  assert.equal(hashBars([a, b], digest), "1");
  hashBars([b, a], digest);
  const [first = "", second] = lines;
  assert.match(first, /^A,0,.*\nB,60000,.*,1\.5$/);
  assert.equal(second, first.split("\n").reverse().join("\n"));
  hashBars([], digest);
  assert.equal(lines[2], "");
});
