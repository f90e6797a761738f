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
  const fresh = feed.whole();
  assert.match(text([fresh.bytes]), /^\{"A":\[\[0,1,1,/);
  assert.equal(text(feed.since(fresh.upTo).parts), ',"rows":[]');
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

Deno.test("marketFeed() begins with what is stored, up to the minute that is known", () => {
  const bars = memoryBars();
  bars.add([bar("A", 60_000, 1), bar("A", 120_000, 2), bar("A", 180_000, 3)]);
  const feed = marketFeed({ bars, symbols: () => ["A"], window: 50 });
  feed.begin(120_000);
  const early = feed.whole();
  assert.match(text([early.bytes]), /^\{"A":\[\[1,1\],/);
  feed.add(240_000, [bar("A", 180_000, 3), bar("A", 240_000, 4)]);
  feed.begin(60_000); // too late: it has begun
  assert.equal(
    text(feed.since(early.upTo).parts),
    ',"rows":[["A",3,3,3,3,3,100,"A",4,4,4,4,4,100]]',
  );
});
