import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import { recover } from "../engine/recover.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { withFolder } from "./fixture_test.ts";
import { repairsOf, watchRepairs } from "./watch_repair.ts";

Deno.test("watchRepairs() looks until it is told to stop, and keeps the day's report", () =>
  withFolder(async (dataDir) => {
    const engine = fakeEngine() as unknown as Engine;
    await recover(
      engine,
      startOptions(engine as unknown as Parameters<typeof startOptions>[0]),
    );
    const repairs = repairsOf(engine, { dataDir, isOn: true });
    const controller = new AbortController();
    let looks = 0;
    const wall = {
      now: () => 0,
      sleepUntil: () => {
        if (++looks > 3) controller.abort();
        return Promise.resolve();
      },
    };
    const time = engine.clock.now();
    await watchRepairs(engine, repairs, { wall, stop: controller.signal });
    // Nobody has slept on the market's clock.
    assert.equal(engine.clock.now(), time);
    const { validation, lastAt, fault } = repairs.view();
    assert.deepEqual([lastAt, fault], [time, undefined]);
    const path = join(dataDir, "prices", "validation");
    const text = readFileSync(join(path, `${validation?.date}.json`), "utf8");
    const report = JSON.parse(text);
    assert.equal(report.date, validation?.date);
    assert.equal(report.minutes_expected, validation?.expected);
    assert(Array.isArray(report.faults));
  }));
