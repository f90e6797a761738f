import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { ONE, type Quantity } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { type Instrument, instrument } from "../domain/instrument.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import { takeUniverse, type UniverseDesk } from "./universe.ts";

const AAPL = instrument("AAPL", "equity");
const BTC = instrument("BTC", "crypto", { from: 60_000 });

function deskWith(...instruments: readonly Instrument[]) {
  const lines: string[] = [];
  const events: LedgerEvent[] = [];
  const books = emptyBooks();
  for (const each of instruments) books.instruments.set(each.symbol, each);
  const desk: UniverseDesk = {
    books,
    head: { length: 0, hash: "" },
    ledger: fakeLedger(),
    onRecorded: (batch) => void events.push(...batch.events),
    log: { write: (_, line) => void lines.push(line) },
  };
  return { desk, events, lines };
}

Deno.test("takeUniverse() records nothing when nothing has changed", () => {
  const { desk, events } = deskWith(AAPL, BTC);
  const { listedFrom: _, ...bare } = BTC;
  assert.equal(takeUniverse(desk, [AAPL, bare]), 0);
  assert.deepEqual(events, []);
});

Deno.test("takeUniverse() takes steps and what cannot be traded, and that it can again", () => {
  const { desk, events, lines } = deskWith(AAPL, BTC);
  const whole = { ...AAPL, quantityStep: ONE as Quantity };
  assert.equal(takeUniverse(desk, [whole, { ...BTC, untradable: true }]), 2);
  assert.deepEqual(events, [{
    kind: "universe",
    instruments: [whole, { ...BTC, untradable: true }],
  }]);
  assert.match(lines[1]!, /^Nobody can trade BTC/);
  assert.equal(takeUniverse(desk, [whole, BTC]), 1);
  assert.deepEqual(desk.books.instruments.get("BTC"), BTC);
});

Deno.test("takeUniverse() keeps what it is not told of, and adds nothing", () => {
  const { desk, events } = deskWith(AAPL);
  assert.equal(takeUniverse(desk, [BTC]), 0);
  assert.deepEqual(events, []);
});

Deno.test("takeUniverse() leaves an open minute what it decides by", () => {
  const { desk, events } = deskWith(AAPL);
  desk.books.open = { minute: 0, after: 0, phase: "opened", runs: [] };
  assert.equal(takeUniverse(desk, [{ ...AAPL, untradable: true }]), undefined);
  assert.deepEqual(events, []);
});
