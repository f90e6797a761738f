import { strict as assert } from "node:assert";
import { instrument } from "../domain/instrument.ts";
import type { BarsAnswer, BarsQuestion } from "./bars_question.ts";
import { AT, fixture, KEYS, WRONG_KEY } from "./fixture_test.ts";

const BASE = "/api/v1/market-data";
const TEXT = new TextEncoder().encode('{"made":"elsewhere"}');
const BARS: BarsAnswer = {
  kind: "bars",
  body: TEXT,
  etag: '"abc"',
};
const MINUTE = 60_000;

/** Routes over AAPL, MSFT and BTC, up to 14:30; what they ask for is kept. */
function stage(
  answer: BarsAnswer = BARS,
  published: () => number | undefined = () => AT,
) {
  const questions: BarsQuestion[] = [];
  const universe = [
    instrument("AAPL", "equity"),
    instrument("MSFT", "equity"),
    instrument("BTC", "crypto"),
  ];
  const { get } = fixture({
    marketData: {
      instruments: () => new Map(universe.map((each) => [each.symbol, each])),
      published,
      known: () => (published() ?? 0) + MINUTE,
      read(question) {
        questions.push(question);
        return Promise.resolve(answer);
      },
    },
  });
  return { get, questions };
}

const PLAIN = {
  rows: 20_000,
  newest: false,
  known: AT + MINUTE,
  values: "first",
  extended: [],
  adjustment: "raw",
  format: "json",
  shape: "one",
  head: { symbol: "AAPL" },
} as const;

Deno.test("GET symbols has all symbols, and which are equities and coins", async () => {
  const { get } = stage();
  const answer = await get(`${BASE}/symbols`);
  assert.equal(answer.headers.get("cache-control"), "no-cache");
  assert.deepEqual(await answer.json(), {
    symbols: ["AAPL", "MSFT", "BTC"],
    count: 3,
    equity_symbols: ["AAPL", "MSFT"],
    crypto_symbols: ["BTC"],
  });
});

Deno.test("GET recent asks for the newest rows up to the published minute", async () => {
  const { get, questions } = stage();
  const answer = await get(`${BASE}/AAPL/recent/5000`);
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '{"made":"elsewhere"}');
  assert.deepEqual(questions, [{
    ...PLAIN,
    symbols: ["AAPL"],
    from: 0,
    to: AT + MINUTE,
    rows: 5_000,
    newest: true,
  }]);
});

Deno.test("GET day asks for the session of an equity and the UTC day of a coin", async () => {
  const { get, questions } = stage();
  for (
    const path of [
      "AAPL/day/2025-01-14",
      "AAPL/day/2025-01-14?session=extended",
      "BTC/day/2025-01-14",
      "AAPL/day/2025-01-15",
      "AAPL/day/2025-01-12",
    ]
  ) assert.equal((await get(`${BASE}/${path}`)).status, 200, path);
  const spans = questions.map(({ from, to, extended }) =>
    [from, to].map((time) => new Date(time).toISOString().slice(5, 16))
      .concat(extended)
  );
  assert.deepEqual(spans, [
    ["01-14T14:30", "01-14T21:00"],
    ["01-14T09:00", "01-15T01:00", "AAPL"],
    ["01-14T00:00", "01-15T00:00", "BTC"],
    // Today's session goes on: up to the published minute.
    ["01-15T14:30", "01-15T14:31"],
    // A Sunday has no session.
    ["01-12T00:00", "01-12T00:00"],
  ]);
  assert.deepEqual(questions[0]?.head, { symbol: "AAPL", date: "2025-01-14" });
});

Deno.test("GET range asks for [start, end), times as they come", async () => {
  const { get, questions } = stage();
  const query = "start=2025-01-14&end=2025-01-15T09:00:00-05:00";
  const plus = "start=2025-01-14T00:00:00+00:00&end=2025-01-15T14:00";
  for (const each of [query, plus]) {
    const more = "&values=latest&adjustment=split&format=csv";
    const answer = await get(`${BASE}/AAPL/range?${each}${more}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
  }
  const wanted = {
    ...PLAIN,
    symbols: ["AAPL"],
    from: Date.UTC(2025, 0, 14),
    to: Date.UTC(2025, 0, 15, 14),
    values: "latest",
    adjustment: "split",
    format: "csv",
    head: {
      symbol: "AAPL",
      start: "2025-01-14T00:00:00+00:00",
      end: "2025-01-15T14:00:00+00:00",
    },
  };
  assert.deepEqual(questions, [wanted, wanted]);
});

Deno.test("GET bars asks for several symbols, each once, with a team's key only", async () => {
  const { get, questions } = stage();
  const path = "/api/v1/market/bars?start=2025-01-14&end=2025-01-15";
  for (const key of ["", WRONG_KEY]) {
    const answer = await get(`${path}&symbols=AAPL&key=${key}`);
    assert.equal(answer.status, 401);
  }
  assert.deepEqual(questions, []);
  for (const symbols of ["AAPL,BTC,AAPL", "BTC"]) {
    const answer = await get(`${path}&symbols=${symbols}&key=${KEYS.beta}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  }
  const span = {
    start: "2025-01-14T00:00:00+00:00",
    end: "2025-01-15T00:00:00+00:00",
  };
  assert.deepEqual(
    questions.map(({ symbols, shape, head }) => ({ symbols, shape, head })),
    [
      { symbols: ["AAPL", "BTC"], shape: "team", head: span },
      { symbols: ["BTC"], shape: "team", head: { symbol: "BTC", ...span } },
    ],
  );
});

Deno.test("data routes say what a parameter may be when it may not", async () => {
  const cases: [string, number, RegExp][] = [
    ["GME/recent/5", 404, /^Cannot find symbol "GME": GET .*\/symbols names/],
    ["GME/day/2025-01-14", 404, /"GME"/],
    ["GME/range?start=2025-01-14&end=2025-01-15", 404, /"GME"/],
    ["__proto__/recent/5", 404, /"__proto__"/],
    ["AAPL/recent/0", 400, /n must be one whole number from 1 to 5000$/],
    ["AAPL/recent/5001", 400, /n must be one whole number/],
    ["AAPL/recent/ten", 400, /n must be one whole number/],
    ["AAPL/day/yesterday", 400, /must be a day such as 2026-11-20$/],
    ["AAPL/day/2025-02-30", 400, /"2025-02-30": it must be a day/],
    ["BTC/day/2025-1-3", 400, /must be a day such as/],
    ["AAPL/day/1999-01-04", 400, /1999|2000/],
    ["AAPL/range", 400, /start must be one moment .*; end must be one moment/],
    ["AAPL/range?start=2025-01-14", 400, /end must be one moment such as/],
    ["AAPL/range?start=1&end=2", 400, /start must be one moment such as/],
    [
      "AAPL/range?start=2025-01-15&end=2025-01-14",
      400,
      /start must not be after end$/,
    ],
    ["AAPL/recent/5?format=xml", 400, /format must be json or csv$/],
    ["AAPL/recent/5?values=last", 400, /values must be first or latest$/],
    ["AAPL/recent/5?session=all", 400, /session must be regular or extended$/],
    ["AAPL/recent/5?adjustment=no", 400, /must be raw or split or all$/],
  ];
  const { get, questions } = stage();
  for (const [path, status, detail] of cases) {
    const answer = await get(`${BASE}/${path}`);
    assert.equal(answer.status, status, path);
    assert.match((await answer.json()).detail, detail);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  }
  const many = Array.from({ length: 21 }, (_, n) => `S${n}`).join();
  for (
    const [symbols, status, detail] of [
      ["", 400, /symbols must be 1 to 20, such as AAPL,MSFT$/],
      [many, 400, /symbols must be 1 to 20/],
      ["AAPL,GME", 404, /"GME"/],
    ] as const
  ) {
    const span = "start=2025-01-14&end=2025-01-15";
    const path = `/api/v1/market/bars?${span}&symbols=${symbols}`;
    const answer = await get(`${path}&key=${KEYS.alpha}`);
    assert.equal(answer.status, status);
    assert.match((await answer.json()).detail, detail);
  }
  assert.deepEqual(questions, []);
});

Deno.test("data routes never ask for what came after the published minute", async () => {
  const { get, questions } = stage();
  await get(`${BASE}/BTC/range?start=2025-01-15&end=2025-01-20`);
  await get(`${BASE}/BTC/range?start=2025-01-18&end=2025-01-20`);
  const before = stage(BARS, () => undefined);
  await before.get(`${BASE}/BTC/recent/10`);
  const asked = [...questions, ...before.questions];
  assert.deepEqual(asked.map(({ from, to, known }) => [from, to, known]), [
    [Date.UTC(2025, 0, 15), AT + MINUTE, AT + MINUTE],
    [AT + MINUTE, AT + MINUTE, AT + MINUTE],
    [0, 0, MINUTE],
  ]);
});

Deno.test("data routes let what has ended be kept, and the rest be asked for again", async () => {
  const { get } = stage();
  const day = "public, max-age=300, must-revalidate";
  for (
    const [path, expected] of [
      ["AAPL/day/2025-01-14", day],
      ["AAPL/day/2025-01-15", "no-cache"],
      ["BTC/day/2025-01-15", "no-cache"],
      ["BTC/range?start=2025-01-14&end=2025-01-15T14:31", day],
      ["BTC/range?start=2025-01-14&end=2025-01-15T14:32", "no-cache"],
      ["AAPL/recent/5", "no-cache"],
    ]
  ) {
    const { headers } = await get(`${BASE}/${path}`);
    assert.equal(headers.get("cache-control"), expected, path);
    assert.equal(headers.get("etag"), '"abc"');
    assert.equal(headers.get("vary"), "Accept-Encoding");
    assert.equal(headers.get("access-control-allow-origin"), "*");
  }
});

Deno.test("data routes answer 304 to who has it already, and nothing to HEAD", async () => {
  const { get, questions } = stage({ kind: "same", etag: '"abc"' });
  const headers = { "If-None-Match": '"abc"' };
  const same = await get(`${BASE}/AAPL/day/2025-01-14`, { headers });
  assert.equal(same.status, 304);
  assert.equal(same.headers.get("etag"), '"abc"');
  assert.match(same.headers.get("cache-control") ?? "", /must-revalidate/);
  assert.equal(await same.text(), "");
  assert.equal(questions[0]?.ifNoneMatch, '"abc"');
  const path = `${BASE}/AAPL/day/2025-01-14`;
  const head = await stage().get(path, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(head.headers.get("etag"), '"abc"');
  assert.equal(await head.text(), "");
});

Deno.test("data routes have answers packed for those who can unpack them", async () => {
  const { get, questions } = stage({ ...BARS, packing: "br" });
  for (const encodings of ["gzip, deflate, br", "br", ""]) {
    const headers = { "Accept-Encoding": encodings };
    const answer = await get(`${BASE}/AAPL/recent/5`, { headers });
    assert.equal(answer.headers.get("content-encoding"), "br");
  }
  const asked = questions.map(({ packing }) => packing);
  assert.deepEqual(asked, ["gzip", "br", undefined]);
  const plain = await stage().get(`${BASE}/AAPL/recent/5`);
  assert.equal(plain.headers.get("content-encoding"), null);
});

Deno.test("data routes say how to page when there are too many rows, and when to come back", async () => {
  const path = `${BASE}/AAPL/range?start=2025-01-01&end=2025-01-15`;
  const detail = "Cannot answer with more than 20000 rows: ask ";
  for (
    const [next, way] of [
      [AT, "with end=2025-01-15T14:30:00Z first, then with that as start"],
      [undefined, "for a shorter range or for fewer symbols"],
    ] as const
  ) {
    const more = next === undefined ? {} : { next };
    const answer = await stage({ kind: "too_many", ...more }).get(path);
    assert.equal(answer.status, 413);
    assert.deepEqual(await answer.json(), { detail: detail + way });
  }
  const busy = await stage({ kind: "busy" }).get(path);
  assert.equal(busy.status, 503);
  assert.equal(busy.headers.get("retry-after"), "2");
});
