// deno-lint-ignore-file camelcase -- the strategy contract names them so
import { strict as assert } from "node:assert";
import { parseSignal } from "../domain/signal.ts";
import type { SignalFields } from "./qtc.ts";
import { signal } from "./qtc.ts";

const ORDER = { symbol: "AAPL", action: "buy", quantity: 10, price: 190 };

/** Fields that are refused beside a good order, and what is said. */
const REFUSED: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{ symbol: "" }, /for "": symbol is ""; it must be a text of 1 to 20/],
  [{ symbol: 7 }, /^Cannot make a signal: symbol is 7; it must be a text/],
  [{ symbol: undefined }, /signal: symbol is undefined; it must be a text/],
  [{ action: "hold" }, /action is "hold"; it must be "buy" or "sell"$/],
  [{ quantity: 0 }, /quantity is 0; it must be a number above 0$/],
  [{ quantity: -1 }, /quantity is -1; /],
  [{ quantity: NaN }, /quantity is NaN; /],
  [{ quantity: "10" }, /quantity is "10"; /],
  [{ quantity: 10n }, /quantity is bigint; /],
  [{ price: Infinity }, /price is Infinity; /],
  [{ price: null }, /price is null; /],
  [
    { price: undefined },
    /^Cannot make a signal for "AAPL": price is undefined/,
  ],
  [
    { order_type: "stop" },
    /order_type is "stop"; it must be "market" or "limi/,
  ],
  [
    { time_in_force: "opg" },
    /time_in_force is "opg"; it must be "day" or "gtc/,
  ],
  [{ confidence: 2 }, /confidence is 2; it must be a number from 0 to 1$/],
  [{ reason: "x".repeat(501) }, /reason is "x{40}"; it must be a text of at/],
  [{ qty: 1 }, /it has no field "qty"; there are symbol, action, quantity, pr/],
  [{ toString: 1 }, /it has no field "toString"/],
];

Deno.test("signal() returns what QTC takes", () => {
  const all = {
    ...ORDER,
    order_type: "limit",
    time_in_force: "gtc",
    confidence: 0.5,
    reason: "",
  };
  for (const fields of [ORDER, all, { cancel: "team-1" }]) {
    const made = signal(fields as SignalFields);
    assert.deepEqual(made, fields);
    assert.notEqual(
      parseSignal(JSON.parse(JSON.stringify(made))).kind,
      "fault",
    );
  }
});

Deno.test("signal() leaves out what is undefined", () => {
  assert.deepEqual(
    signal({ ...ORDER, reason: undefined } as unknown as SignalFields),
    ORDER,
  );
});

Deno.test("signal() says which field is wrong, and what would be right", () => {
  for (const [fields, expected] of REFUSED) {
    assert.throws(
      () => signal({ ...ORDER, ...fields } as SignalFields),
      { name: "TypeError", message: expected },
    );
  }
});

Deno.test("signal() refuses cancels that name no order, and what is no object", () => {
  assert.throws(
    () => signal({ cancel: "" }),
    /cancel is "", not the order_id of one of team\.open_orders$/,
  );
  assert.throws(
    () => signal({ cancel: "a", symbol: "AAPL" } as SignalFields),
    /^TypeError: Cannot make a cancel with "symbol": it has one field/,
  );
  for (const none of [null, undefined, "buy"]) {
    assert.throws(
      () => signal(none as unknown as SignalFields),
      /^TypeError: Cannot make a signal: it takes an object such as/,
    );
  }
});

Deno.test("signal() never returns what QTC refuses", () => {
  const odd = [0, -0, 5e-324, 1e308, "", "x", null, true, [], {}, undefined];
  for (
    const name of [...Object.keys(ORDER), "order_type", "reason", "cancel"]
  ) {
    for (const value of odd) {
      let made;
      try {
        made = signal({ ...ORDER, [name]: value } as SignalFields);
      } catch {
        continue; // refused here already
      }
      const parsed = parseSignal(JSON.parse(JSON.stringify(made)));
      assert.notEqual(parsed.kind, "fault", `${name}: ${value}`);
    }
  }
});
