import { strict as assert } from "node:assert";
import { numberText, readCash, readSwitch, startTimeText } from "./readers.ts";

Deno.test("numberText() takes its bounds, and min only when it is inside", () => {
  const inside = numberText({ min: 0, max: 1 });
  const above = numberText({ min: 0, max: 1, above: true });
  const ok = (schema: typeof inside, text: string) =>
    schema.safeParse(text).success;
  assert.deepEqual(
    ["0", "0.5", "1", "1.01", "-0.1"].map((text) => ok(inside, text)),
    [true, true, true, false, false],
  );
  assert.equal(ok(above, "0"), false);
  assert.equal(ok(above, "0.000001"), true);
});

Deno.test("readCash() reads dollars exactly", () => {
  assert.equal(readCash("0.000000001"), 1n);
  assert.equal(readCash("1000000000000"), 1_000_000_000_000_000_000_000n);
  assert.equal(readCash("1000000000000.000000001"), undefined);
  assert.equal(readCash("10_000"), undefined);
});

Deno.test("readSwitch() knows yes and no, and nothing else", () => {
  assert.deepEqual(
    ["TRUE", "1", "on", "False", "0", "no", "", "2"].map(readSwitch),
    [true, true, true, false, false, false, undefined, undefined],
  );
});

Deno.test("startTimeText() tells now, a date and an instant apart", () => {
  const read = (text: string) => startTimeText().safeParse(text).data;
  assert.equal(read("now"), "now");
  assert.deepEqual(read("2024-02-29"), { date: "2024-02-29" });
  assert.equal(read("2023-02-29"), undefined);
  assert.deepEqual(read("2024-03-10T09:30:00-04:00"), {
    instant: Date.UTC(2024, 2, 10, 13, 30),
  });
});
