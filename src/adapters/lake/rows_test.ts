import { strict as assert } from "node:assert";
import { emptyBooks } from "../../domain/books.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { instrument } from "../../domain/instrument.ts";
import {
  becomes,
  fills,
  joins,
  marks,
  minuteAt,
  opens,
  orders,
  usd,
  values,
} from "../../testing/events.ts";
import { lakeRows, type LakeRowsOptions } from "./rows.ts";

const ORDER = orders({ id: "alpha-1", quantity: 10 });

/** The 24 hours after minute 0 have 630 of its UTC day left. */
const NEXT_DAY = 700;

const EVENTS: readonly LedgerEvent[] = [
  { kind: "universe", instruments: [instrument("AAPL", "equity")] },
  {
    kind: "history",
    minute: minuteAt(-1),
    count: 0,
    hash: "",
    marks: marks({ AAPL: 100 }, minuteAt(-1)),
  },
  ...joins("alpha", 10_000),
  ...joins("beta", 5_000),
  { ...opens(0), after: minuteAt(-1) },
  values(0, { alpha: 10_000, beta: 5_000 }),
  {
    kind: "runs",
    minute: minuteAt(0),
    runs: [
      { teamId: "alpha", outcome: "ok" },
      { teamId: "beta", outcome: "error" },
    ],
  },
  {
    kind: "failure",
    teamId: "beta",
    minute: minuteAt(0),
    timeout: false,
    type: "TypeError",
    message: "x is undefined",
    phase: "signal_generation",
  },
  ORDER,
  { kind: "decided", minute: minuteAt(0) },
  becomes(ORDER, "ACCEPTED"),
  { kind: "closed", minute: minuteAt(0) },
  opens(1, { AAPL: 110 }),
  fills(ORDER, { quantity: 10, price: 105 }),
  values(1, { alpha: 10_050, beta: 5_000 }),
  { kind: "closed", minute: minuteAt(1) },
  { kind: "team_removed", teamId: "beta", minute: minuteAt(2) },
  { ...opens(NEXT_DAY, { AAPL: 120 }), after: minuteAt(1) },
  values(NEXT_DAY, { alpha: 10_150 }),
  { kind: "closed", minute: minuteAt(NEXT_DAY) },
  // Who joins is valued at a minute that the account has been valued at.
  values(NEXT_DAY, { alpha: 10_150 }),
];

/** Returns what the events add to the lake. */
function gathered(
  options: Partial<LakeRowsOptions> = {},
  events = EVENTS,
) {
  const rows = lakeRows({
    books: emptyBooks(),
    seq: 0,
    logs: (_, teamIds) =>
      teamIds.map((teamId) => ({ teamId, log: `of ${teamId}` })),
    logsFrom: () => 0,
    ...options,
  });
  for (const [i, event] of events.entries()) rows.take({ seq: i + 1, event });
  return rows.drain();
}

/** Returns the number of the n-th event of a kind. */
function seqOf(kind: LedgerEvent["kind"], nth = 0): number {
  return EVENTS.flatMap((each, i) => each.kind === kind ? i + 1 : [])[nth] ?? 0;
}

const [FIRST, SECOND, THIRD, FOURTH] = [0, 1, 2, 3].map((n) =>
  seqOf("valued", n)
) as [number, number, number, number];

Deno.test("lakeRows() puts each line into its file, with its event's number", () => {
  const { lines, seq, day, count, portfolios } = gathered();
  const numbers = [...lines].map(([path, each]) =>
    [path, each.map((line) => line.seq)] as const
  ).sort(([a], [b]) => a < b ? -1 : 1);
  assert.deepEqual(numbers, [
    ["qtc-alpha/metrics.jsonl", [FIRST, SECOND, THIRD]],
    ["team/alpha/log.jsonl", [seqOf("runs")]],
    ["team/alpha/metrics.jsonl", [FIRST, SECOND, THIRD, FOURTH]],
    ["team/alpha/trades.jsonl", [seqOf("fill")]],
    ["team/beta/errors.jsonl", [seqOf("failure")]],
    ["team/beta/log.jsonl", [seqOf("runs")]],
    ["team/beta/metrics.jsonl", [FIRST, SECOND]],
  ]);
  for (const [, each] of lines) {
    for (const { seq, text } of each) assert.equal(JSON.parse(text).seq, seq);
  }
  assert.equal(seq, EVENTS.length);
  assert.equal(day, "2013-10-08");
  const rows = [...portfolios.values()].flat().flatMap((each) => each.rows);
  assert.equal(count, rows.length + numbers.flatMap(([, n]) => n).length);
});

Deno.test("lakeRows() sorts portfolios by UTC day, and counts who has left", () => {
  const { portfolios } = gathered();
  const shown = [...portfolios].map(([owner, days]) => [
    owner,
    days.map(({ date, rows }) => [date, rows.map(({ seq }) => seq)]),
  ]);
  assert.deepEqual(shown, [
    ["team/alpha", [
      ["2013-10-07", [FIRST, SECOND]],
      ["2013-10-08", [THIRD, FOURTH]],
    ]],
    ["team/beta", [["2013-10-07", [FIRST, SECOND]]]],
    ["qtc-alpha", [
      ["2013-10-07", [FIRST, SECOND]],
      ["2013-10-08", [THIRD]],
    ]],
  ]);
  const last = portfolios.get("qtc-alpha")?.at(-1)?.rows.at(-1);
  assert.equal(last?.marketValue, usd(10_150 + 5_000));
});

Deno.test("lakeRows() writes the figures of team and account", () => {
  const { lines } = gathered();
  const last = (path: string) =>
    JSON.parse(lines.get(path)?.at(-1)?.text ?? "");
  assert.deepEqual(last("team/alpha/metrics.jsonl"), {
    seq: FOURTH,
    timestamp: "2013-10-08T01:10:00+00:00",
    portfolio_value: 10_150,
    starting_value: 10_000,
    total_return: 10_150 / 10_000 - 1,
    max_drawdown: 0,
    current_drawdown: 0,
    total_trades: 1,
  });
  assert.deepEqual(last("qtc-alpha/metrics.jsonl"), {
    seq: THIRD,
    timestamp: "2013-10-08T01:10:00+00:00",
    portfolio_value: 15_150,
    starting_value: 15_000,
    total_return: 15_150 / 15_000 - 1,
    max_drawdown: 0,
    current_drawdown: 0,
    total_trades: 1,
  });
});

Deno.test("lakeRows() leaves out what is not wanted, and logs that are too old", () => {
  const { lines, portfolios } = gathered({
    isWanted: (path, seq) => path.startsWith("team/alpha/") && seq > SECOND,
    logsFrom: () => minuteAt(1),
  });
  assert.deepEqual([...lines.keys()], ["team/alpha/metrics.jsonl"]);
  assert.deepEqual([...portfolios.keys()], ["team/alpha"]);
  assert.equal(gathered({ logsFrom: () => minuteAt(1) }).lines.size, 5);
});

Deno.test("lakeRows() keeps what is valued late with the day that is being written", () => {
  const late: LedgerEvent = { ...values(2, { alpha: 10_150 }) };
  const { portfolios, day } = gathered({}, [...EVENTS, late]);
  assert.equal(day, "2013-10-08");
  const days = portfolios.get("team/alpha")?.map(({ date, rows }) =>
    [date, rows.length] as const
  );
  assert.deepEqual(days, [["2013-10-07", 2], ["2013-10-08", 3]]);
});

Deno.test("lakeRows() goes on from books in the middle as from the start", () => {
  const all = gathered();
  const middle = FIRST + 1;
  const books = emptyBooks();
  gathered({ books }, EVENTS.slice(0, middle));
  const rest = lakeRows({
    books,
    seq: middle,
    logs: () => [],
    logsFrom: () => 0,
  });
  assert.equal(rest.day, "2013-10-07");
  for (const [i, event] of EVENTS.entries()) {
    if (i >= middle) rest.take({ seq: i + 1, event });
  }
  const { lines } = rest.drain();
  for (const [path, each] of lines) {
    const expected = all.lines.get(path)?.filter(({ seq }) => seq > middle);
    assert.deepEqual(each, expected);
  }
  assert.equal(rest.seq, EVENTS.length);
});
