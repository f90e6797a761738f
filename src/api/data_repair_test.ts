import { strict as assert } from "node:assert";
import { dataRepairJson, dataRepairRoutes } from "./data_repair.ts";

const OFF = {
  ...{ isOn: false, isRepairing: false, rootPath: "prices/minute_bars" },
  ...{ symbols: 28, isMarketOpen: true },
};

Deno.test("dataRepairRoutes() answers with what the contract names", async () => {
  const app = dataRepairRoutes({ view: () => OFF });
  const answer = await app.request("/api/v1/data-repair/status");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), {
    running: false,
    repairing: false,
    last_repair_time: null,
    root_path: "prices/minute_bars",
    symbols_tracked: 28,
    market_hours: true,
    next_repair_in_minutes: null,
    last_repair: null,
    last_validation: null,
    error: null,
  });
});

Deno.test("dataRepairJson() tells of the last repair and validation", () => {
  const time = Date.UTC(2026, 10, 20, 14, 30);
  const json = dataRepairJson({
    ...OFF,
    ...{ isOn: true, lastAt: time, nextInMinutes: 15, fault: "it is down" },
    last: {
      ...{ from: time, to: time + 60_000, scanned: 2, expected: 2, missing: 1 },
      ...{ empty: 0, asked: 1, fetched: 1, added: 1, revised: 0 },
    },
    validation: {
      ...{ date: "2026-11-19", symbols: 2, expected: 780, there: 779 },
      counts: { gap: 1 },
    },
  });
  assert.equal(json.last_repair_time, "2026-11-20T14:30:00+00:00");
  assert.equal(json.next_repair_in_minutes, 15);
  assert.equal(json.last_repair?.bars_added, 1);
  assert.deepEqual(json.last_validation?.counts, { gap: 1 });
  assert.equal(json.error, "it is down");
});
