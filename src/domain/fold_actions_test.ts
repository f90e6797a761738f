import { strict as assert } from "node:assert";
import { FIRST_DAY, sampleDividend, sampleSplit } from "../testing/actions.ts";
import { answered, decided, settled } from "../testing/competition_orders.ts";
import {
  fold,
  joins,
  marks,
  minuteAt,
  openBooks,
  opens,
  price,
} from "../testing/events.ts";
import { actionFault } from "./apply_action.ts";
import { type Books, emptyBooks, equityOf, openOrders } from "./books.ts";
import { newYorkDate } from "./calendar.ts";
import type { Price } from "./decimal.ts";
import type { LedgerEvent } from "./event.ts";
import { decodeEvent, encodeEvent } from "./event_codec.ts";
import { apply } from "./fold.ts";
import { brokenInvariants } from "./invariants.ts";
import { random } from "./random.ts";

const FROZEN = {
  kind: "frozen",
  minute: minuteAt(0),
  symbol: "AAPL",
  mark: price(100),
  price: price(25),
} as const;
const THAWED = {
  kind: "thawed",
  minute: minuteAt(1),
  symbol: "AAPL",
  reason: "its price came back",
} as const;

Deno.test("apply() freezes a symbol once, and keeps its mark until it thaws", () => {
  const books = fold([FROZEN], openBooks());
  assert.deepEqual([...books.frozen], [
    ["AAPL", { since: minuteAt(0), price: price(25) }],
  ]);
  assert.throws(() => apply(books, FROZEN), /AAPL is frozen once/);
  assert.throws(() => apply(structuredClone(books), opens(0)), /has no mark/);
  fold([THAWED, opens(0, { AAPL: 99 })], books);
  assert.equal(books.frozen.size, 0);
  assert.equal(books.marks.get("AAPL")?.price, price(99));
  assert.throws(() => apply(books, FROZEN), /between minutes/);
});

Deno.test("apply() freezes at the mark that there is, and thaws what is frozen", () => {
  const books = openBooks();
  assert.throws(
    () => apply(books, { ...FROZEN, mark: price(99) }),
    /what is frozen has a mark/,
  );
  assert.throws(() => apply(books, THAWED), /what thaws was frozen/);
});

Deno.test("apply() remembers which actions froze their symbols, and why", () => {
  const books = fold(
    [{ ...FROZEN, refused: "a", reason: "it came late" }],
    openBooks(),
  );
  assert.equal(books.frozen.get("AAPL")?.reason, "it came late");
  fold([THAWED], books);
  assert.deepEqual([...books.refused ?? []], ["a"]);
});

Deno.test("apply() knows what has left the universe until it comes back", () => {
  const books = openBooks();
  const instruments = [...books.instruments.values()];
  const others = instruments.filter(({ symbol }) => symbol !== "AAPL");
  fold([{ kind: "universe", instruments: others }], books);
  assert.deepEqual(
    [...books.departed ?? []],
    instruments.filter(({ symbol }) => symbol === "AAPL").map((each) => [
      ...["AAPL", each],
    ]),
  );
  fold([{ kind: "universe", instruments }], books);
  assert.equal(books.departed, undefined);
});

Deno.test("apply() takes an accepted price for the mark", () => {
  const books = fold([FROZEN, { ...THAWED, price: price(25) }], openBooks());
  assert.deepEqual(books.marks.get("AAPL"), {
    price: price(25),
    at: minuteAt(-1),
  });
  assert.deepEqual(brokenInvariants(books), []);
});

Deno.test("apply() books no action any more when the competition has ended", () => {
  const books = fold([
    {
      kind: "competition",
      minute: minuteAt(0),
      competition: { name: "Cup", ends: minuteAt(1) },
    },
    { kind: "ended", minute: minuteAt(0), name: "Cup" },
  ], openBooks());
  for (
    const event of [FROZEN, THAWED, {
      kind: "corporate_action",
      minute: minuteAt(0),
      action: sampleSplit(4, 1),
    }] as const
  ) assert.throws(() => apply(books, event), /after the competition's end/);
});

Deno.test("apply() keeps every invariant over chance's actions and fills, also when replayed", () => {
  let booked = 0;
  let moved = 0;
  for (let seed = 1; seed <= 15; seed++) {
    const events: LedgerEvent[] = [];
    const books = emptyBooks();
    const take = (...more: readonly LedgerEvent[]): void => {
      for (const event of more) {
        apply(books, event);
        events.push(event);
        const text = `seed ${seed}: ${encodeEvent(event)}`;
        assert.deepEqual(brokenInvariants(books), [], text);
      }
    };
    const next = random("actions", seed);
    begin(books, take);
    for (let day = 0; day < 8; day++) {
      for (let n = 0; n < 4; n++) play(books, day * 1440 + n, { next, take });
    }
    const replayed = emptyBooks();
    for (const event of events) {
      apply(replayed, decodeEvent(encodeEvent(event)));
    }
    assert.deepEqual(replayed, books, `seed ${seed}`);
    booked += books.actions.size;
    for (const { dividends } of books.teams.values()) {
      if (dividends > 0n) moved++;
    }
  }
  // What never happened was not tried.
  assert.ok(booked > 100 && moved > 10, `${booked} actions, ${moved} teams`);
});

type Take = (...events: readonly LedgerEvent[]) => void;
interface Game {
  readonly next: () => number;
  readonly take: Take;
}

function begin(books: Books, take: Take): void {
  take({
    kind: "identity",
    identity: {
      ...{ broker: "simulated", account: "a", feed: "recorded" },
      ...{ clock: "simulated", seed: 1 },
    },
  });
  const minute = minuteAt(-1);
  const prices = marks({ AAPL: 100, BTC: 100, MSFT: 100 }, minute);
  take({ kind: "history", minute, count: 0, hash: "", marks: prices });
  take(...joins("alpha"), ...joins("beta"));
  assert.equal(books.teams.size, 2);
}

/** One minute: now and then actions before it, then bars, fills, a value, wishes. */
function play(books: Books, n: number, { next, take }: Game): void {
  const minute = minuteAt(n);
  if (n % 1440 === 0 || next() < 0.2) act(books, minute, { next, take });
  const last = (symbol: string): bigint =>
    books.marks.get(symbol)?.price ?? price(100);
  take({
    ...opens(n),
    after: books.barsUpTo ?? minuteAt(-1),
    marks: Object.fromEntries(
      ["AAPL", "BTC", "MSFT"].filter(() => next() < 0.8).map((symbol) => [
        symbol,
        {
          price: last(symbol) * BigInt(90 + Math.floor(next() * 20)) / 100n +
            1n as Price,
          at: minute,
        },
      ]),
    ),
  });
  for (const order of [...books.orders.values()]) {
    take(...settled({ next, books }, order, minute));
  }
  const equity = ["alpha", "beta"].map((id) => [id, equityOf(books, id)]);
  take({ kind: "valued", minute, equity: Object.fromEntries(equity) });
  take({ kind: "runs", minute, runs: [] });
  take(...decided({ next, books }, minute));
  for (const order of openOrders(books)) {
    take(...answered({ next, books }, order));
  }
  take({ kind: "closed", minute });
}

/** Ends the symbol's orders, then splits it or pays a dividend, late now and then. */
function act(books: Books, minute: number, { next, take }: Game): void {
  const symbol = next() < 0.5 ? "AAPL" : "MSFT";
  for (const { id, teamId, status, symbol: own } of openOrders(books)) {
    if (own !== symbol) continue;
    const end = status === "SUBMITTING" ? "EXPIRED" : "CANCELED";
    const order = { teamId, orderId: id, minute, at: minute };
    take({ kind: "status", ...order, status: end });
  }
  const exDate = newYorkDate(minute);
  assert.ok(exDate >= FIRST_DAY);
  const sample = { id: `${symbol} ${minute}`, symbol, exDate };
  const [a, b] = [1 + Math.floor(next() * 7), 1 + Math.floor(next() * 7)];
  const action = next() < 0.5
    ? sampleSplit(a, b, sample)
    : sampleDividend(a / 64, sample);
  // It is one of its day already, or comes too late for what was sold since.
  if (actionFault(books, action) !== undefined) return;
  take({ kind: "corporate_action", minute, action });
}
