import { strict as assert } from "node:assert";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { BarsAnswer, BarsQuestion } from "../api/bars_question.ts";
import { minuteAt } from "../testing/events.ts";
import { fakeHistory } from "../testing/fake_history.ts";
import { sampleBar } from "../testing/orders.ts";
import { answerBars } from "./bars_answer.ts";

const late = { known: minuteAt(7) };
const history = fakeHistory([
  ...[0, 1, 2, 4].map((n) => ({
    bar: sampleBar({ at: minuteAt(n), close: 100 + n }),
  })),
  { bar: sampleBar({ at: minuteAt(3), close: 103 }), ...late },
  {
    bar: sampleBar({ at: minuteAt(0), close: 99 }),
    ...{ ...late, isRevised: true },
  },
  ...[0, 1].map((n) => ({
    bar: sampleBar({ symbol: "MSFT", at: minuteAt(n), close: 200 + n }),
  })),
]);

const WHOLE: BarsQuestion = {
  symbols: ["AAPL"],
  from: minuteAt(0),
  to: minuteAt(60),
  rows: 100,
  newest: false,
  known: minuteAt(60),
  values: "first",
  extended: [],
  adjustment: "raw",
  format: "json",
  shape: "one",
  head: { symbol: "AAPL" },
};

function ask(more: Partial<BarsQuestion> = {}): BarsAnswer {
  return answerBars(history, { ...WHOLE, ...more });
}

function textOf(answer: BarsAnswer): string {
  assert.ok(answer.kind === "bars", answer.kind);
  const { body, packing } = answer;
  const bytes = packing === "gzip"
    ? gunzipSync(body)
    : packing === "br"
    ? brotliDecompressSync(body)
    : body;
  return new TextDecoder().decode(bytes);
}

function closesOf(answer: BarsAnswer): number[] {
  const { data } = JSON.parse(textOf(answer));
  return data.map(({ close }: { close: number }) => close);
}

Deno.test("answerBars() answers what was known, first or latest values", () => {
  assert.deepEqual(closesOf(ask()), [100, 101, 102, 103, 104]);
  assert.deepEqual(closesOf(ask({ known: minuteAt(6) })), [100, 101, 102, 104]);
  const values = "latest";
  assert.deepEqual(closesOf(ask({ values })), [99, 101, 102, 103, 104]);
  assert.deepEqual(closesOf(ask({ values, known: minuteAt(6) })), [
    100,
    101,
    102,
    104,
  ]);
  const from = minuteAt(3);
  assert.deepEqual(closesOf(ask({ from, to: minuteAt(4) })), [103]);
  assert.deepEqual(closesOf(ask({ from, to: from })), []);
});

Deno.test("answerBars() answers the newest rows, or says where the first that is too many is", () => {
  assert.deepEqual(closesOf(ask({ rows: 2, newest: true })), [103, 104]);
  assert.deepEqual(closesOf(ask({ rows: 5 })), [100, 101, 102, 103, 104]);
  assert.deepEqual(ask({ rows: 4 }), { kind: "too_many", next: minuteAt(4) });
  const both = ["AAPL", "MSFT"];
  assert.equal(ask({ symbols: both, rows: 7, shape: "team" }).kind, "bars");
  assert.deepEqual(ask({ symbols: both, rows: 6, shape: "team" }), {
    kind: "too_many",
  });
});

Deno.test("answerBars() writes CSV with a header, by symbol, then minute", () => {
  const csv = { format: "csv", to: minuteAt(1) } as const;
  const [header, ...rows] = textOf(ask({ ...csv, symbols: ["AAPL", "MSFT"] }))
    .split("\n");
  assert.equal(
    header,
    "symbol,timestamp,open,high,low,close,volume,trade_count,vwap",
  );
  assert.equal(rows.length, 3);
  assert.match(rows[0] ?? "", /^AAPL,\d{4}-\d\d-\d\dT\d\d:\d\d:00\+00:00,/);
  assert.match(rows[1] ?? "", /^MSFT,.*,200,\d+,,$/);
  assert.equal(rows[2], "");
  assert.equal(textOf(ask({ ...csv, symbols: ["GME"] })), `${header}\n`);
});

Deno.test("answerBars() gives the same bytes the same strong tag, and others another", () => {
  const tag = (more?: Partial<BarsQuestion>) => {
    const answer = ask(more);
    assert.ok(answer.kind === "bars");
    assert.match(answer.etag, /^"[0-9a-f]{32}"$/);
    return answer.etag;
  };
  assert.equal(tag(), tag());
  const others = [
    tag(),
    tag({ values: "latest" }),
    tag({ known: minuteAt(6) }),
    tag({ format: "csv" }),
    tag({ symbols: ["MSFT"], head: { symbol: "MSFT" } }),
  ];
  assert.equal(new Set(others).size, others.length);
});

Deno.test("answerBars() packs what is long, under a tag of its own", () => {
  const many = fakeHistory(Array.from({ length: 60 }, (_, n) => ({
    bar: sampleBar({ at: minuteAt(n) }),
  })));
  const plain = answerBars(many, WHOLE);
  assert.ok(plain.kind === "bars" && plain.packing === undefined);
  for (const packing of ["gzip", "br"] as const) {
    const short = ask({ packing, rows: 1, newest: true });
    assert.ok(short.kind === "bars" && short.packing === undefined);
    const packed = answerBars(many, { ...WHOLE, packing });
    assert.ok(packed.kind === "bars" && packed.packing === packing);
    assert.ok(packed.body.length < plain.body.length / 3);
    assert.equal(textOf(packed), textOf(plain));
    assert.equal(packed.etag, plain.etag.replace(/"$/, `-${packing}"`));
  }
});

Deno.test("answerBars() says so when the caller has it already, also by a weak tag", () => {
  const answer = ask();
  assert.ok(answer.kind === "bars");
  const { etag } = answer;
  const same = { kind: "same", etag };
  for (const ifNoneMatch of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    assert.deepEqual(ask({ ifNoneMatch }), same, ifNoneMatch);
  }
  for (const ifNoneMatch of ["", '"x"', etag.slice(1, -1)]) {
    assert.equal(ask({ ifNoneMatch }).kind, "bars", ifNoneMatch);
  }
});
