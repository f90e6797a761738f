import { strict as assert } from "node:assert";
import { wrongKeys } from "./wrong_keys.ts";

Deno.test("wrongKeys() refuses the eleventh of an address until its minute is over", () => {
  let time = 1_000;
  const wrong = wrongKeys(() => time);
  for (let i = 0; i < 10; i++) assert.equal(wrong.count("a"), undefined);
  assert.equal(wrong.count("a"), 61_000);
  time = 60_999;
  assert.equal(wrong.count("a"), 61_000);
  time = 61_000;
  assert.equal(wrong.count("a"), undefined);
});

Deno.test("wrongKeys() counts each address by itself", () => {
  const wrong = wrongKeys(() => 0);
  for (let i = 0; i < 11; i++) wrong.count("a");
  assert.equal(wrong.count("b"), undefined);
  assert.notEqual(wrong.count("a"), undefined);
});

Deno.test("wrongKeys() remembers 10,000 addresses and forgets the oldest", () => {
  const wrong = wrongKeys(() => 0);
  for (let i = 0; i < 11; i++) wrong.count("first");
  for (let i = 0; i < 11; i++) wrong.count("second");
  for (let i = 0; i < 9_999; i++) wrong.count(`other ${i}`);
  assert.notEqual(wrong.count("second"), undefined);
  assert.equal(wrong.count("first"), undefined);
});
