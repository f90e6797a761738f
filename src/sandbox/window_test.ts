import { strict as assert } from "node:assert";
import { bar, memoryBars } from "./fixtures_test.ts";
import { encodeColumns, marketFeed } from "./window.ts";

const text = (parts: readonly Uint8Array[]) =>
  parts.map((part) => new TextDecoder().decode(part)).join("");

Deno.test("encodeColumns() writes minutes as differences", () => {
  const bars = [
    bar("A", 600_000, 1),
    bar("A", 660_000, 2),
    bar("A", 900_000, 3),
  ];
  assert.deepEqual(encodeColumns(bars), [
    [10, 1, 4],
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
    [100, 100, 100],
  ]);
});

Deno.test("marketFeed() gives everything to the new, the missing rows to others", () => {
  const bars = memoryBars();
  const feed = marketFeed({ bars, symbols: () => ["A", "B"], window: 50 });
  const add = (at: number) => {
    const rows = [bar("A", at, at / 60_000)];
    bars.add(rows);
    feed.add(at, rows);
  };
  for (let at = 0; at < 1_800_000; at += 60_000) add(at);
  const fresh = feed.since(undefined);
  assert.match(text(fresh.parts), /^,"window":\{"A":\[\[0,1,1,/);
  add(1_800_000);
  const next = feed.since(fresh.upTo);
  assert.equal(text(next.parts), ',"rows":[["A",30,30,30,30,30,100]]');
  add(1_860_000);
  assert.equal(
    text(feed.since(fresh.upTo).parts),
    ',"rows":[["A",30,30,30,30,30,100],["A",31,31,31,31,31,100]]',
  );
  assert.equal(feed.since(next.upTo).parts.length, 3);
  add(3_600_000); // minutes are missing: nobody knows what else came in between
  assert.match(text(feed.since(next.upTo).parts), /^,"window"/);
});
