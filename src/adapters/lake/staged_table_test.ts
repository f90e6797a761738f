import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { everything, publish, withFolder } from "./lake_fixture_test.ts";
import { foldPortfolio, stagePortfolio } from "./portfolio_table.ts";
import { PORTFOLIO_SCHEMA } from "./portfolio_columns.ts";
import { stageTable } from "./staged_table.ts";
import { portfolioDay } from "./table_fixture_test.ts";

Deno.test("stageTable() publishes the bytes that a file has which is written at once", () =>
  withFolder((folder) => {
    const days = [0, 1, 2, 3].map((day) => portfolioDay("stage", day));
    const [once, grown] = ["once", "grown"].map((name) =>
      join(folder, name)
    ) as [
      string,
      string,
    ];
    foldPortfolio(once, days, publish);
    const stage = stagePortfolio(grown);
    stage.append(days.slice(0, 1));
    stage.append([]);
    stage.append(days.slice(1));
    assert.deepEqual(everything(folder), ["grown.stage", "once"]);
    stage.publish(publish);
    assert.deepEqual(everything(folder), ["grown", "once"]);
    assert.deepEqual(readFileSync(grown), readFileSync(once));
    // From now on it grows as any other.
    foldPortfolio(once, [portfolioDay("stage", 4)], publish);
    foldPortfolio(grown, [portfolioDay("stage", 4)], publish);
    assert.deepEqual(readFileSync(grown), readFileSync(once));
  }));

Deno.test("stageTable() begins anew where a crash has left a stage", () =>
  withFolder((folder) => {
    const path = join(folder, "a", "t.parquet");
    stagePortfolio(path).append([
      portfolioDay("left", 0),
      portfolioDay("left", 1),
    ]);
    const stage = stagePortfolio(path);
    stage.append([portfolioDay("new", 0)]);
    stage.publish(publish);
    const once = join(folder, "once");
    foldPortfolio(once, [portfolioDay("new", 0)], publish);
    assert.deepEqual(readFileSync(path), readFileSync(once));
    assert.deepEqual(everything(folder), ["a/t.parquet", "once"]);
  }));

Deno.test("stageTable() says which file the disk refuses", () => {
  const table = stageTable("/dev/null/t.parquet", PORTFOLIO_SCHEMA);
  assert.throws(
    () => table.append([]),
    { code: "unavailable", message: /^Cannot write "\/dev\/null\/t\.parquet"/ },
  );
});
