import { strict as assert } from "node:assert";
import { errorCode } from "../../domain/error.ts";
import { AlpacaError, isPermanent, reasonOf } from "./alpaca_error.ts";

Deno.test("AlpacaError names what, why and the status, and none of Alpaca's words", () => {
  const error = new AlpacaError({
    what: "stock bars",
    reason: "refused",
    status: 422,
    code: 42210000,
    said: "invalid symbol",
  });
  assert.equal(
    error.message,
    "Cannot get stock bars from Alpaca: refused (422)",
  );
  assert.equal(errorCode(error), "unavailable");
  assert.equal(error.alpacaCode, 42210000);
  const missing = new AlpacaError({ what: "an order", reason: "not_found" });
  assert.equal(errorCode(missing), "not_found");
});

Deno.test("isPermanent() says what no second try mends", () => {
  const says = (reason: AlpacaError["reason"]) =>
    isPermanent(new AlpacaError({ what: "x", reason }));
  assert.ok(says("bad_keys") && says("sip_not_permitted") && says("redirect"));
  assert.ok(!says("rate_limited") && !says("server_error") && !says("timeout"));
  assert.equal(isPermanent(new Error("x")), false);
  assert.equal(reasonOf("x"), "unexpected");
});
