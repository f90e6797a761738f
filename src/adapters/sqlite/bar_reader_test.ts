import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBars } from "./bar_reader.ts";
import { openLedger } from "./data_folder.ts";
import { barAt, withFolder } from "./fixture_test.ts";

Deno.test("openBars() reads what another connection has just committed", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    const reader = openBars(folder, (symbol) => symbol === "BTC");
    const closes = () =>
      reader.lastRows(["AAPL"], 9, Infinity).get("AAPL")
        ?.map(({ at }) => new Date(at).toISOString().slice(11, 16));
    assert.deepEqual(closes(), []);
    ledger.commit({ events: [], bars: [barAt("13:30")] });
    assert.deepEqual(closes(), ["13:30"]);
    const coin = barAt("13:29", { symbol: "BTC" });
    ledger.commit({ events: [], bars: [barAt("13:29"), coin] });
    assert.deepEqual(closes(), ["13:30"], "of shares, those of sessions");
    assert.deepEqual(reader.range("BTC", 0, coin.at + 1, 9), [coin]);
    reader.close();
    ledger.close();
  });
});

Deno.test("openBars() refuses a folder without a ledger, and what is none", () => {
  withFolder((folder) => {
    assert.throws(() => openBars(folder, () => false), {
      code: "unavailable",
    });
    writeFileSync(join(folder, "ledger.sqlite"), "x".repeat(5_000));
    assert.throws(() => openBars(folder, () => false), {
      code: "unavailable",
    });
  });
});
