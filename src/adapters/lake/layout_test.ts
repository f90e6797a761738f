import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withFolder } from "./lake_fixture_test.ts";
import {
  barsFile,
  dateOf,
  dayOf,
  dayPath,
  dayStart,
  linesPath,
  listLake,
  listStrays,
  parquetOwner,
  parquetPath,
  teamFolder,
} from "./layout.ts";

Deno.test("listLake() returns the lake's own files and no others, listStrays() what is named alike", () =>
  withFolder((folder) => {
    const ours = [
      barsFile("2013-10-07"),
      linesPath("qtc-alpha", "metrics"),
      dayPath("qtc-alpha", "2013-10-07"),
      parquetPath("qtc-alpha"),
      linesPath(teamFolder("a-1"), "trades"),
      linesPath(teamFolder("a-1"), "errors"),
      linesPath(teamFolder("a-1"), "log"),
      linesPath(teamFolder("a-1"), "metrics"),
      dayPath(teamFolder("a-1"), "2013-10-07"),
      parquetPath(teamFolder("a-1")),
      linesPath(teamFolder("strategy"), "trades"),
      parquetPath(teamFolder("strategy")),
    ];
    const strays = [
      "qtc-alpha/trades.jsonl",
      "team/a-1/notes.jsonl",
      "team/a-1/portfolio/2026-03-12.parquet",
      "team/a-1/portfolio/today.jsonl",
      "team/No Team/trades.jsonl",
    ];
    const others = [
      "prices/minute_bars/y=2013/m=10/d=7/mine.parquet",
      "prices/daily/bars.parquet",
      "qtc-alpha/portfolio/portfolio.parquet.new",
      "team/a-1/strategy/trades.jsonl",
      "team/a-1/strategy/portfolio/portfolio.parquet",
      "team/strategy/strategy/trades.jsonl",
      "team/trades.jsonl",
      "trades.jsonl",
    ];
    for (const path of [...ours, ...others, ...strays]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
    assert.deepEqual(listLake(folder), ours.sort());
    assert.deepEqual(listStrays(folder), strays.sort());
    assert.deepEqual(listLake(join(folder, "none")), []);
  }));

Deno.test("dayOf() and parquetOwner() read what dayPath() and parquetPath() write", () => {
  const owner = teamFolder("alpha");
  const date = "2013-10-07";
  assert.deepEqual(dayOf(dayPath(owner, date)), { owner, date });
  assert.equal(dayOf(parquetPath(owner)), undefined);
  assert.equal(parquetOwner(parquetPath(owner)), owner);
  assert.equal(parquetOwner(dayPath(owner, date)), undefined);
});

Deno.test("dateOf() returns the UTC day, dayStart() where it begins", () => {
  const midnight = Date.parse("2013-10-08T00:00:00Z");
  assert.equal(dateOf(midnight - 1), "2013-10-07");
  assert.equal(dateOf(midnight), "2013-10-08");
  assert.equal(dayStart("2013-10-08"), midnight);
  assert.equal(
    barsFile("2013-10-08"),
    "prices/minute_bars/y=2013/m=10/d=8/minute_bars-2013-10-08.parquet",
  );
});
