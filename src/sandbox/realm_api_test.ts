import { strict as assert } from "node:assert";
import { makeApi, makeAsk, makeReaders } from "./realm_api.ts";
import {
  makeColumns,
  makeRows,
  makeSeries,
  makeStamps,
} from "./realm_columns.ts";
import { saveOwn } from "./realm_own.ts";

type Method = (...args: unknown[]) => Promise<unknown>;

function make(callsMax = 3) {
  const own = saveOwn();
  const columns = makeColumns(
    own,
    makeStamps(own),
    makeSeries(own, 5),
    makeRows(own),
    5,
  );
  columns.add(["A", 9, 1, 1, 1, 1, 1]);
  return makeApi(own, columns, makeAsk(own, makeReaders(own), callsMax));
}

Deno.test("makeApi() asks by number and settles what is answered", async () => {
  const made = make();
  const api = made.open(10) as Record<string, Method>;
  const one = api.getLastN!("A", 2);
  const many = api.getRangeMulti!(["A"], new Date(0), "2026-11-20");
  const failed = api.getDay!("A", "2026-11-20");
  assert.deepEqual(made.take(), [
    [1000, "getLastN", ["A", 2]],
    [1001, "getRangeMulti", [["A"], "1970-01-01T00:00:00.000Z", "2026-11-20"]],
    [1002, "getDay", ["A", "2026-11-20"]],
  ]);
  assert.deepEqual(made.take(), []);
  const columns = [[1, 1], [1, 2], [3, 4], [5, 6], [7, 8], [9, 0], [null, 1], [
    2,
    null,
  ]];
  made.answer([[1000, 1, columns], [1001, 1, { A: columns }], [1002, 0, "no"], [
    7,
    1,
    columns,
  ]]);
  const history = {
    timestamp: ["1970-01-01T00:01:00Z", "1970-01-01T00:02:00Z"],
    open: [1, 2],
    high: [3, 4],
    low: [5, 6],
    close: [7, 8],
    volume: [9, 0],
    // deno-lint-ignore camelcase -- as strategies see it
    trade_count: [null, 1],
    vwap: [2, null],
  };
  assert.deepEqual(await one, history);
  assert.deepEqual(await many, { A: history });
  await assert.rejects(failed, { name: "Error", message: "no" });
});

Deno.test("makeApi() refuses bad arguments and too many calls, each minute anew", async () => {
  const made = make();
  const api = made.open(10) as Record<string, Method>;
  await assert.rejects(api.getLastN!(1, 2), /a symbol is a text/);
  await assert.rejects(api.getLastNMulti!("A", 2), /symbols are a list/);
  await assert.rejects(api.getLastN!("A", "2"), /n is a whole number/);
  await assert.rejects(api.getDay!("A", 5), /a date is a Date or a text/);
  await assert.rejects(api.getDay!("A", new Date(NaN)), RangeError);
  for (let i = 0; i < 3; i++) api.getLastN!("A", 1);
  await assert.rejects(api.getLastN!("A", 1), /at most 3 calls a minute/);
  made.open(11);
  assert.deepEqual(made.take(), []);
  api.getLastN!("A", 1);
  assert.deepEqual(made.take(), [[2000, "getLastN", ["A", 1]]]);
});

Deno.test("makeApi() asks for adjusted prices when the options that may come last want them", async () => {
  const made = make(9);
  const api = made.open(10) as Record<string, Method>;
  for (const options of [undefined, {}, { adjusted: false }]) {
    void api.getLastN!("A", 2, options);
  }
  void api.getLastN!("A", 2, { adjusted: true });
  void api.getRange!("A", "2026-11-19", "2026-11-20", { adjusted: true });
  assert.deepEqual(made.take().map(([, , args]) => args), [
    ["A", 2],
    ["A", 2],
    ["A", 2],
    ["A", 2, true],
    ["A", "2026-11-19", "2026-11-20", true],
  ]);
  for (const options of [null, 1, "adjusted", { adjusted: "yes" }]) {
    await assert.rejects(api.getDay!("A", "2026-11-20", options), {
      message: "options are an object such as { adjusted: true }",
    });
  }
  assert.deepEqual(made.take(), []);
});

Deno.test("priceAge() is the time since the last bar, in seconds", () => {
  const api = make().open(12) as Record<string, (symbol: unknown) => unknown>;
  assert.deepEqual(
    [api.priceAge!("A"), api.priceAge!("B"), api.priceAge!({})],
    [180, undefined, undefined],
  );
});
