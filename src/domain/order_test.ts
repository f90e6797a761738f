import { strict as assert } from "node:assert";
import type { Money, Price, Quantity } from "./decimal.ts";
import {
  HTTP_STATUS_WORD,
  isTerminal,
  mayBecome,
  type Order,
  type OrderStatus,
  remaining,
} from "./order.ts";

/** R1's table, with a column for each state in the order of `STATES`: `x` where the row may become it. */
const TABLE = `
                  NEW DEN CRO SUB ACC PAR FIL PEN CAN EXP REJ UNK
NEW                .   x   x   x   .   .   .   .   .   .   .   .
DENIED             .   .   .   .   .   .   .   .   .   .   .   .
CROSSED            .   .   .   .   .   .   .   .   .   .   .   .
SUBMITTING         .   .   .   .   x   x   x   .   x   x   x   x
ACCEPTED           .   .   .   .   .   x   x   x   x   x   x   x
PARTIALLY_FILLED   .   .   .   .   .   x   x   x   x   x   x   x
FILLED             .   .   .   .   .   .   .   .   .   .   .   .
PENDING_CANCEL     .   .   .   .   x   x   x   .   x   x   .   x
CANCELED           .   .   .   .   .   .   .   .   .   .   .   .
EXPIRED            .   .   .   .   .   .   .   .   .   .   .   .
REJECTED           .   .   .   .   .   .   .   .   .   .   .   .
UNKNOWN            .   .   .   x   x   x   x   x   x   x   x   .
`;
const STATES = Object.keys(HTTP_STATUS_WORD) as OrderStatus[];

Deno.test("mayBecome() follows R1's table for every pair of states", () => {
  const [head = "", ...rows] = TABLE.trim().split("\n");
  const columns = head.trim().split(/\s+/).map((short) => {
    const state = STATES.find((each) => each.startsWith(short));
    assert.ok(state, short);
    return state;
  });
  assert.deepEqual([columns.length, rows.length], [12, 12]);
  assert.deepEqual(new Set(columns), new Set(STATES));
  for (const row of rows) {
    const [from, ...marks] = row.trim().split(/\s+/);
    columns.forEach((to, i) =>
      assert.equal(
        mayBecome(from as OrderStatus, to),
        marks[i] === "x",
        `${from} to ${to}`,
      )
    );
  }
});

Deno.test("isTerminal() is true of exactly the states that nothing follows", () => {
  for (const state of STATES) {
    const final = STATES.every((to) => !mayBecome(state, to));
    assert.equal(isTerminal(state), final, state);
  }
  assert.deepEqual(STATES.filter(isTerminal).sort(), [
    "CANCELED",
    "CROSSED",
    "DENIED",
    "EXPIRED",
    "FILLED",
    "REJECTED",
  ]);
});

Deno.test("HTTP_STATUS_WORD has the words of the contract", () => {
  assert.deepEqual(HTTP_STATUS_WORD, {
    NEW: "pending_new",
    SUBMITTING: "pending_new",
    ACCEPTED: "new",
    PARTIALLY_FILLED: "partially_filled",
    FILLED: "filled",
    CROSSED: "filled",
    PENDING_CANCEL: "pending_cancel",
    CANCELED: "cancelled",
    EXPIRED: "expired",
    REJECTED: "rejected",
    DENIED: "denied",
    UNKNOWN: "unknown",
  });
});

Deno.test("remaining() is what the fills have left", () => {
  const order: Order = {
    id: "alpha-20261120143000000",
    teamId: "alpha",
    symbol: "AAPL",
    side: "sell",
    type: "market",
    timeInForce: "day",
    quantity: 100n as Quantity,
    assetClass: "equity",
    feeBps: 0,
    mark: 1n as Price,
    worst: 1n as Price,
    minute: 0,
    status: "PARTIALLY_FILLED",
    filled: 30n as Quantity,
    filledValue: 0n as Money,
    fees: 0n as Money,
    updatedAt: 0,
    fillIds: [],
  };
  assert.equal(remaining(order), 70n);
});
