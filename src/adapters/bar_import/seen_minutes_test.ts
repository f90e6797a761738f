import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import { seenMinutes } from "./seen_minutes.ts";

Deno.test("seenMinutes() says of each minute of a symbol once that it is new", () => {
  const isNew = seenMinutes();
  const known = new Set<string>();
  const next = random("seen");
  for (let n = 0; n < 20_000; n++) {
    const symbol = next() < 0.5 ? "A" : "B";
    const at = Math.floor(next() * 5_000) * 60_000;
    const key = `${symbol} ${at}`;
    assert.equal(isNew(symbol, at), !known.has(key));
    known.add(key);
  }
});
