// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import type { FaultSpec } from "./faults.ts";
import { settle, testWorld } from "./fixture_test.ts";
import { tradingHalf } from "./trading.ts";

// deno-lint-ignore no-explicit-any -- a test reads what it expects
type Json = any;

async function stage() {
  const { world, clock } = testWorld("2026-11-20T15:30:00Z");
  await world.load(clock.now());
  const half = tradingHalf({ world, cash: 50_000 });
  await settle();
  const act = async (fault: FaultSpec) => {
    half.act({ id: 1, ...fault });
    await clock.advance(5_000);
  };
  const send = async (method: string, path: string, body?: unknown) => {
    const url = new URL(path, "http://localhost");
    const answer = await half.handle(
      new Request(url, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      url,
    );
    return { status: answer.status, body: await answer.json() as Json };
  };
  const ledger = () => half.ledger() as Json;
  return { half, clock, act, send, ledger };
}

Deno.test("tradingHalf() fills orders on its own as the clock moves, until it is closed", async () => {
  const { half, clock, send, ledger } = await stage();
  const buy = {
    ...{ symbol: "AAPL", qty: "10", side: "buy", type: "market" },
    time_in_force: "day",
  };
  const { status, body } = await send("POST", "/v2/orders", buy);
  assert.deepEqual([status, body.status], [200, "pending_new"]);
  await clock.advance(2_000);
  assert.equal(ledger().orders[0].status, "filled");
  assert.equal(ledger().positions[0].quantity, "10");
  half.close();
  await settle();
  await clock.advance(2_000);
});

Deno.test("act() does what others do to an account", async () => {
  const { half, act, ledger } = await stage();
  await act({ name: "foreign_order", symbol: "AAPL", value: 3 });
  assert.equal(ledger().executions.length, 1);
  const price = Number(ledger().executions[0].price);
  await act({ name: "trade_correct" });
  assert.equal(
    ledger().executions[0].price,
    (price * 1.01).toFixed(4).replace(/0+$/, ""),
  );
  await act({ name: "foreign_position", symbol: "AAPL" });
  assert.equal(ledger().positions[0].quantity, "13");
  await act({ name: "share_split", symbol: "AAPL", value: 2 });
  assert.equal(ledger().positions[0].quantity, "26");
  await act({ name: "trade_bust" });
  assert.equal(ledger().executions.length, 0);
  await act({ name: "paper_reset" });
  assert.deepEqual([ledger().cash, ledger().positions], ["50000", []]);
  await act({ name: "paper_reset", value: 7 });
  assert.equal(ledger().cash, "7");
  half.close();
});

Deno.test("act() says why it cannot", async () => {
  const { half } = await stage();
  const fails = (fault: FaultSpec) =>
    assert.throws(() => half.act({ id: 1, ...fault }), QtcError);
  fails({ name: "trade_bust" });
  fails({ name: "foreign_order", value: 1e6 });
  fails({ name: "foreign_position", symbol: "NONE" });
  half.close();
});
