import { strict as assert } from "node:assert";
import {
  emptyLake,
  type LakeState,
  readCatalogue,
  writeCatalogue,
} from "./catalogue.ts";
import { lakeDisk } from "./disk.ts";
import { publish, withFolder } from "./lake_fixture_test.ts";
import { CATALOGUE } from "./layout.ts";

Deno.test("readCatalogue() returns what writeCatalogue() has written", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    assert.equal(readCatalogue(disk), undefined);
    const state: LakeState = {
      seq: 12,
      logsFrom: 86_400_000,
      files: new Map([
        ["team/b/log.jsonl", { seq: 9, bytes: 100 }],
        ["team/a/log.jsonl", { seq: 12, bytes: 70 }],
      ]),
      parquet: new Map([["team/a/portfolio/portfolio.parquet", 4]]),
      barsUpTo: 86_400_000,
      openDays: ["1970-01-02", "1970-01-03"],
      dueDays: ["1970-01-01"],
    };
    writeCatalogue(disk, { state, hash: "ab" });
    assert.deepEqual(readCatalogue(disk), { state, hash: "ab" });
    writeCatalogue(disk, { state: emptyLake(), hash: "" });
    assert.deepEqual(readCatalogue(disk), { state: emptyLake(), hash: "" });
  }));

Deno.test("readCatalogue() takes nothing from a file that is not whole", () =>
  withFolder((folder) => {
    const disk = lakeDisk(folder, publish);
    writeCatalogue(disk, { state: emptyLake(), hash: "" });
    const text = disk.read(CATALOGUE);
    for (
      const wrong of [
        "",
        text.slice(0, -3),
        "null",
        "[]",
        text.replace('"form":2', '"form":1'),
        text.replace('"up_to":0', '"up_to":null'),
        text.replace('"open_days":[]', '"open_days":["soon"]'),
        text.replace('"seq":0', '"seq":-1'),
        text.replace('"seq":0', '"seq":"0"'),
        text.replace('"files":{}', '"files":{"a":{"seq":1}}'),
        text.replace('"parquet":{}', '"parquet":null'),
      ]
    ) {
      disk.replace(CATALOGUE, wrong);
      assert.equal(readCatalogue(disk), undefined, wrong);
    }
  }));
