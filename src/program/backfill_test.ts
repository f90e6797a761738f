import { strict as assert } from "node:assert";
import { join } from "node:path";
import { verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { sampleBar } from "../testing/orders.ts";
import { backfillCommand } from "./backfill.ts";
import { context, playedFolder, withFolder } from "./fixture_test.ts";
import { repairCommand } from "./repair.ts";

const FRIDAY = { from: "2013-10-04", to: "2013-10-04" };

Deno.test("backfillCommand() adds what is missing, once, and goes on after an interruption", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    const controller = new AbortController();
    const asked: string[] = [];
    const openFeed = feed((symbols, from) => {
      asked.push(`${symbols.join()} ${new Date(from).toISOString()}`);
      if (asked.length === 2) controller.abort();
    });
    const { lines, ...program } = context();
    const options = { dataDir, keepLogsDays: 0, openFeed, ...FRIDAY };
    const { signal } = controller;
    await assert.rejects(
      backfillCommand(options, { ...program, stop: signal }),
      {
        code: "unavailable",
        message: /: interrupted; 780 bars were added, run it again/,
      },
    );
    const stop = new AbortController().signal;
    await backfillCommand(options, { ...program, stop });
    assert.deepEqual(asked.slice(2), ["BTC 2013-10-04T00:00:00.000Z"]);
    await backfillCommand(options, { ...program, stop });
    assert.equal(asked.length, 3);
    assert.deepEqual(lines, [
      "Backfilled 2013-10-04 to 2013-10-04: 1,440 bars added, 0 with other " +
      "values; 2 days of a symbol were there, 0 had been asked for before",
      "Backfilled 2013-10-04 to 2013-10-04: 0 bars added, 0 with other " +
      "values; 3 days of a symbol were there, 0 had been asked for before",
    ]);
    assert.deepEqual(verifyFolder(dataDir, undefined).faults, []);
  }));

Deno.test("repairCommand() asks for what is missing alone, and accepts no price beside it", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    const asked: string[] = [];
    const openFeed = feed((symbols) => void asked.push(symbols.join()));
    const stop = new AbortController().signal;
    const { lines, ...program } = context();
    const options = { dataDir, keepLogsDays: 0, openFeed, ...FRIDAY };
    const some = { ...options, symbols: "AAPL" };
    await repairCommand(some, { ...program, stop });
    await repairCommand(some, { ...program, stop });
    assert.deepEqual(asked, ["AAPL"]);
    assert.deepEqual(lines, [
      "Repaired 2013-10-04 to 2013-10-04: 390 of 390 minutes had no bar, 390 " +
      "added, 0 with other values",
      "Repaired 2013-10-04 to 2013-10-04: 0 of 390 minutes had no bar, 0 " +
      "added, 0 with other values",
    ]);
    await assert.rejects(
      repairCommand({ ...some, accept: "AAPL" }, { ...program, stop }),
      { code: "invalid", message: /run qtc repair twice/ },
    );
  }));

/** Opens a source that has all bars, a symbol a page. */
function feed(onAsked: (symbols: readonly string[], from: number) => void) {
  return () =>
    Promise.resolve({
      source: "test",
      async *past(symbols: readonly string[], from: number, to: number) {
        onAsked(symbols, from);
        await Promise.resolve();
        for (const symbol of symbols) {
          const page: Bar[] = [];
          for (let at = from; at < to; at += MINUTE_MS) {
            page.push(sampleBar({ symbol, at }));
          }
          yield page;
        }
      },
    });
}
