import { strict as assert } from "node:assert";
import { clientAddress } from "./address.ts";

Deno.test("clientAddress() ignores X-Forwarded-For of a peer that is not trusted", () => {
  assert.equal(clientAddress("9.9.9.9", "1.1.1.1", []), "9.9.9.9");
  assert.equal(clientAddress("9.9.9.9", "1.1.1.1", ["127.0.0.1"]), "9.9.9.9");
});

Deno.test("clientAddress() is the right-most foreign hop behind a trusted proxy", () => {
  const trusted = ["127.0.0.1", "10.0.0.2"];
  assert.equal(
    clientAddress("127.0.0.1", "1.1.1.1, 2.2.2.2", trusted),
    "2.2.2.2",
  );
  assert.equal(
    clientAddress("127.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.2", trusted),
    "2.2.2.2",
  );
});

Deno.test("clientAddress() is the outermost proxy when there is no foreign hop", () => {
  assert.equal(
    clientAddress("127.0.0.1", undefined, ["127.0.0.1"]),
    "127.0.0.1",
  );
  assert.equal(clientAddress("127.0.0.1", " , ", ["127.0.0.1"]), "127.0.0.1");
});

Deno.test("clientAddress() spells one address in one way", () => {
  assert.equal(clientAddress("::ffff:1.2.3.4", undefined, []), "1.2.3.4");
  assert.equal(
    clientAddress("::FFFF:127.0.0.1", "8.8.8.8:4711", ["127.0.0.1"]),
    "8.8.8.8",
  );
  assert.equal(
    clientAddress("::1", "[2001:DB8::1]:443", ["::1"]),
    "2001:db8::1",
  );
  assert.equal(clientAddress("::1", "x".repeat(9_000), ["::1"]).length, 64);
});
