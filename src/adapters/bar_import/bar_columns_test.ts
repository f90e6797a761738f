import { strict as assert } from "node:assert";
import { findColumns, readColumnMap } from "./bar_columns.ts";

Deno.test("findColumns() knows the usual names, whatever their case and marks", () => {
  assert.deepEqual(
    findColumns(
      "a.csv",
      "Ticker,Date,Open,High,Low,Close,Volume".split(","),
      {},
    ),
    {
      ...{ symbol: "Ticker", time: "Date", open: "Open", high: "High" },
      ...{ low: "Low", close: "Close", volume: "Volume" },
    },
  );
  assert.deepEqual(
    findColumns("a.csv", "t,o,h,l,c,v,n,vw,S,x".split(","), {}),
    {
      ...{ symbol: "S", time: "t", open: "o", high: "h", low: "l", close: "c" },
      ...{ volume: "v", trades: "n", vwap: "vw" },
    },
  );
  // A timestamp is more than a date.
  const both = "date,timestamp,symbol,open,high,low,close,volume,Trade Count";
  const { time, trades } = findColumns("a.csv", both.split(","), {});
  assert.deepEqual([time, trades], ["timestamp", "Trade Count"]);
});

Deno.test("findColumns() takes what is named by hand, and says what is missing", () => {
  const names = "Kürzel,when,open,high,low,close,volume".split(",");
  assert.throws(() => findColumns("a.csv", names, { time: "when" }), {
    code: "invalid",
    message:
      'Cannot import "a.csv": it has no column for symbol; name it with --map ' +
      `symbol=COLUMN; its columns are ${names.join(", ")}`,
  });
  const map = { symbol: "Kürzel", time: "when" };
  assert.equal(findColumns("a.csv", names, map).symbol, "Kürzel");
  assert.throws(() => findColumns("a.csv", names, { ...map, vwap: "w" }), {
    message: /it has no column "w"/,
  });
  assert.throws(
    () => findColumns("a.csv", [...names, "open"], map),
    { message: /it has two columns "open"/ },
  );
});

Deno.test("readColumnMap() reads pairs and refuses everything else", () => {
  assert.deepEqual(readColumnMap("symbol=Ticker, time=a=b"), {
    ...{ symbol: "Ticker", time: "a=b" },
  });
  for (const text of ["", "symbol", "symbol=", "price=x", "low=a,low=b"]) {
    assert.throws(() => readColumnMap(text), { code: "invalid" }, text);
  }
});
