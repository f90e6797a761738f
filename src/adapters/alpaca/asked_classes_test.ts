import { strict as assert } from "node:assert";
import { instrument } from "../../domain/instrument.ts";
import { askedClasses } from "./asked_classes.ts";

const MIXED = [instrument("AAPL", "equity"), instrument("BTC", "crypto")];

function asked(from: string, to = from): string {
  return askedClasses(MIXED, Date.parse(from), Date.parse(to))
    .flatMap(({ symbols }) => symbols).join();
}

Deno.test("askedClasses() asks for equities from 04:00 to 20:00 in New York on days with a session", () => {
  assert.equal(asked("2026-11-20T08:59:00Z"), "BTC");
  assert.equal(asked("2026-11-20T09:00:00Z"), "AAPL,BTC");
  assert.equal(asked("2026-11-20T15:00:00Z"), "AAPL,BTC");
  assert.equal(asked("2026-11-21T00:59:00Z"), "AAPL,BTC");
  assert.equal(asked("2026-11-21T01:00:00Z"), "BTC");
  assert.equal(asked("2026-11-21T15:00:00Z"), "BTC");
  assert.equal(asked("2026-11-26T15:00:00Z"), "BTC");
});

Deno.test("askedClasses() finds a session anywhere in a range", () => {
  assert.equal(asked("2026-11-21T15:00:00Z", "2026-11-22T15:00:00Z"), "BTC");
  assert.equal(
    asked("2026-11-21T15:00:00Z", "2026-11-23T09:00:00Z"),
    "AAPL,BTC",
  );
  assert.equal(
    asked("2026-11-20T04:00:00Z", "2026-11-21T08:00:00Z"),
    "AAPL,BTC",
  );
});

Deno.test("askedClasses() names no class without instruments", () => {
  const at = Date.parse("2026-11-20T15:00:00Z");
  assert.deepEqual(askedClasses([instrument("AAPL", "equity")], at, at), [
    { assetClass: "equity", symbols: ["AAPL"] },
  ]);
  assert.deepEqual(askedClasses([], at, at), []);
});
