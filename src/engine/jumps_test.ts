import { strict as assert } from "node:assert";
import { sampleSplit } from "../testing/actions.ts";
import {
  becomes,
  fold,
  minuteAt,
  openBooks,
  orders,
  price,
} from "../testing/events.ts";
import { sampleBar } from "../testing/orders.ts";
import type { Bar } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { freeze, markBars } from "./jumps.ts";

/** A bar of the n-th minute that opens and closes at given prices. */
function bar(n: number, open: number, close = open): Bar {
  const [low, high] = [Math.min(open, close), Math.max(open, close)];
  return sampleBar({ at: minuteAt(n), open, close, low, high });
}

/** What the bars of the n-th minute come to, as `KIND` and marks in dollars. */
function marked(
  books: Books,
  bars: readonly Bar[],
  n = 0,
  { limit = 50, last }: { readonly limit?: number; readonly last?: Bar } = {},
) {
  const { marks, events } = markBars(books, bars, {
    ...{ minute: minuteAt(n), limit },
    lastBar: () => last,
  });
  return {
    kinds: events.map(({ kind }) => kind),
    mark: marks.AAPL && Number(marks.AAPL.price) / 1e9,
    events,
  };
}

Deno.test("markBars() freezes a symbol whose open and close both jump, either way", () => {
  for (const jumped of [bar(0, 49.9), bar(0, 200.1)]) {
    const { kinds, mark, events } = marked(openBooks(), [jumped]);
    assert.deepEqual([kinds, mark], [["frozen"], undefined]);
    assert.deepEqual(events[0], {
      kind: "frozen",
      minute: minuteAt(0),
      symbol: "AAPL",
      mark: price(100),
      price: price(jumped.close),
    });
  }
  for (const normal of [bar(0, 50), bar(0, 200), bar(0, 20, 100)]) {
    const { kinds, mark } = marked(openBooks(), [normal]);
    assert.deepEqual([kinds, mark], [[], normal.close]);
  }
});

Deno.test("markBars() holds each bar against the one before: a long fall is no jump", () => {
  const bars = [80, 60, 40, 25].map((close, n) => bar(n, close));
  assert.deepEqual(marked(openBooks(), bars, 3).kinds, []);
  const broken = [bar(0, 80), bar(1, 30), bar(2, 80)];
  const { kinds, mark, events } = marked(openBooks(), broken, 2);
  assert.deepEqual([kinds, mark], [["frozen"], undefined]);
  assert.ok(events[0]?.kind === "frozen");
  assert.equal(events[0].price, price(30));
});

Deno.test("markBars() makes no mark of a close that jumps alone, until the next bar is near it", () => {
  const slip = bar(0, 100, 1);
  const books = openBooks();
  assert.deepEqual(marked(books, [slip]).kinds, []);
  assert.equal(marked(books, [slip]).mark, undefined);
  const cases: [next: Bar, kinds: string[], mark: number | undefined][] = [
    // It was a slip.
    [bar(1, 100), [], 100],
    [bar(1, 1.2, 99), [], 99],
    // It was none.
    [bar(1, 1.2), [], 1.2],
    [bar(1, 90, 1.2), [], 1.2],
    // It is another jump.
    [bar(1, 100, 300), [], undefined],
    [bar(1, 300), ["frozen"], undefined],
  ];
  for (const [next, kinds, mark] of cases) {
    const text = `${next.open} ${next.close}`;
    const later = marked(books, [next], 1, { last: slip });
    assert.deepEqual([later.kinds, later.mark], [kinds, mark], text);
    const both = marked(books, [slip, next], 1);
    assert.deepEqual([both.kinds, both.mark], [kinds, mark], text);
  }
  // What the mark was made of is no slip.
  const known = { last: bar(-1, 1) };
  assert.deepEqual(marked(books, [bar(0, 1)], 0, known).kinds, ["frozen"]);
});

Deno.test("markBars() does not thaw by a close that jumps, nor what no price has frozen", () => {
  const books = openBooks();
  fold(marked(books, [bar(0, 25)]).events, books);
  const half = marked(books, [bar(1, 90, 25)], 1, { last: bar(0, 25) });
  assert.deepEqual([half.kinds, half.mark], [[], undefined]);
  const still = marked(books, [bar(1, 25)], 1, { last: bar(0, 25) });
  assert.deepEqual([still.kinds, still.mark], [[], undefined]);
  const refused = openBooks();
  const why = { refused: "a", reason: "it came late" };
  fold(
    freeze(refused, { symbol: "AAPL", minute: minuteAt(0), why }),
    refused,
  );
  assert.equal(refused.frozen.get("AAPL")?.price, price(100));
  const back = marked(refused, [bar(1, 100)], 1);
  assert.deepEqual([back.kinds, back.mark], [[], undefined]);
});

Deno.test("markBars() keeps a symbol frozen until its price comes back", () => {
  const books = openBooks();
  fold(marked(books, [bar(0, 25)]).events, books);
  assert.deepEqual(marked(books, [bar(1, 26)], 1).kinds, []);
  assert.equal(marked(books, [bar(1, 26)], 1).mark, undefined);
  const back = marked(books, [bar(2, 90)], 2);
  assert.deepEqual([back.kinds, back.mark], [["thawed"], 90]);
});

Deno.test("markBars() cancels what is open of a frozen symbol", () => {
  const buy = orders({ minute: minuteAt(-1) });
  const other = orders({ minute: minuteAt(-1), index: 1, symbol: "MSFT" });
  const books = fold(
    [buy, becomes(buy, "ACCEPTED"), other, becomes(other, "ACCEPTED")],
    openBooks(100_000),
  );
  const { kinds, events } = marked(books, [bar(0, 25)]);
  assert.deepEqual(kinds, ["frozen", "status"]);
  assert.deepEqual(events[1], {
    kind: "status",
    teamId: "alpha",
    orderId: buy.order.id,
    minute: minuteAt(0),
    status: "PENDING_CANCEL",
    at: minuteAt(0),
    note: "AAPL is frozen: its price jumped",
  });
});

Deno.test("markBars() sees no jump without a limit, and none in a first price", () => {
  assert.equal(marked(openBooks(), [bar(0, 1)], 0, { limit: 0 }).mark, 1);
  const books = openBooks();
  books.marks.delete("AAPL");
  const first = marked(books, [bar(0, 1), bar(1, 100)], 1);
  assert.deepEqual([first.kinds, first.mark], [[], 100]);
});

Deno.test("markBars() reads bars of days before a split that is booked in today's shares", () => {
  const books = openBooks();
  fold([{
    kind: "corporate_action",
    minute: minuteAt(1440),
    action: sampleSplit(4, 1, { exDate: "2013-10-08" }),
  }], books);
  assert.equal(books.marks.get("AAPL")?.price, price(25));
  const missed = [bar(388, 100), bar(389, 104)];
  assert.deepEqual(marked(books, missed, 1440).mark, 26);
  assert.deepEqual(marked(books, [...missed, bar(1440, 25)], 1440).mark, 25);
  assert.deepEqual(marked(books, [bar(1440, 100)], 1440).kinds, ["frozen"]);
});
