import { strict as assert } from "node:assert";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openHistory, untouchedHistory } from "./bar_reader.ts";
import { openLedger } from "./data_folder.ts";
import { barAt, withFolder } from "./fixture_test.ts";

const isCoin = (symbol: string) => symbol === "BTC";
const ALL = { symbol: "AAPL", from: 0, to: Infinity, rows: 9 };

Deno.test("openHistory() reads what another connection has just committed", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    const history = openHistory(folder, isCoin);
    const times = () =>
      history.read(ALL).map(({ at }) =>
        new Date(at).toISOString().slice(11, 16)
      );
    assert.deepEqual(times(), []);
    ledger.commit({ events: [], bars: [barAt("13:30")] });
    assert.deepEqual(times(), ["13:30"]);
    const coin = barAt("13:29", { symbol: "BTC" });
    ledger.commit({ events: [], bars: [barAt("13:29"), coin] });
    assert.deepEqual(times(), ["13:30"], "of shares, those of sessions");
    assert.deepEqual(history.read({ ...ALL, symbol: "BTC" }), [coin]);
    history.close();
    ledger.close();
  });
});

Deno.test("untouchedHistory() reads what is there and leaves no trace", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    ledger.commit({ events: [], bars: [barAt("13:30")] });
    ledger.close();
    const before = readdirSync(folder);
    const history = untouchedHistory(folder, isCoin);
    assert.deepEqual(history.read(ALL), [barAt("13:30")]);
    assert.deepEqual(history.readAll(0, Infinity), [barAt("13:30")]);
    assert.equal(history.days(0, Infinity).length, 1);
    assert.deepEqual(history.actions(), []);
    assert.deepEqual(readdirSync(folder), before);
  });
});

Deno.test("openHistory() refuses a folder without a ledger, and what is none", () => {
  withFolder((folder) => {
    assert.throws(() => openHistory(folder, isCoin), { code: "unavailable" });
    writeFileSync(join(folder, "ledger.sqlite"), "x".repeat(5_000));
    assert.throws(() => openHistory(folder, isCoin), { code: "unavailable" });
  });
});
