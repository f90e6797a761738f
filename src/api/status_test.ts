import { strict as assert } from "node:assert";
import { sandboxState } from "../domain/sandbox_layer.ts";
import { AT, fixture } from "./fixture_test.ts";
import { statusRoutes } from "./status.ts";

Deno.test("GET /api/v1/status has the contract's fields, the mode and the ledger", async () => {
  const answer = await fixture().get("/api/v1/status");
  assert.deepEqual(await answer.json(), {
    status: "operational",
    timestamp: "2025-01-15T14:31:30+00:00",
    mode: "SIMULATED",
    read_only: false,
    market: {
      is_open: true,
      status: "trading",
      minute: "2025-01-15T14:30:00+00:00",
    },
    orchestrator: {
      running: true,
      last_heartbeat: "2025-01-15T14:31:02+00:00",
      execution_frequency_seconds: 60,
      teams_loaded: 2,
      teams_active: 1,
      uptime_status: "healthy",
    },
    data_feed: {
      last_update: "2025-01-15T14:31:00+00:00",
      seconds_since_update: 30,
      status: "healthy",
      reason: null,
      symbols_tracked: 28,
      bars_received: 27,
    },
    competition: null,
    disk: null,
    sandbox: null,
    ledger: { length: 12, head: "ab12" },
  });
});

Deno.test("GET /api/v1/status has nulls before the first minute", async () => {
  const answer = await statusRoutes({
    status: () => ({
      status: "starting",
      at: AT,
      market: { isOpen: false },
      orchestrator: {
        running: false,
        teamsLoaded: 0,
        teamsActive: 0,
        uptimeStatus: "starting",
      },
      dataFeed: {
        state: "stale",
        reason: "rate_limited",
        symbolsTracked: 0,
        barsReceived: 0,
      },
      competition: { name: "Cup", starts: AT + 60_000, phase: "before" },
      disk: { state: "low", freeBytes: 5e8, usedBytes: 7 },
      sandbox: sandboxState(["data_limit", "no_network"]),
      ledger: { length: 0, head: "" },
    }),
  }, { mode: "PAPER", readOnly: true }).request("/api/v1/status");
  const { market, orchestrator, data_feed: feed, ...rest } = await answer
    .json();
  assert.equal(rest.mode, "PAPER");
  assert.equal(rest.read_only, true);
  assert.deepEqual(market, { is_open: false, status: "closed", minute: null });
  assert.equal(orchestrator.last_heartbeat, null);
  assert.equal(feed.last_update, null);
  assert.equal(feed.seconds_since_update, null);
  assert.deepEqual([feed.status, feed.reason], ["stale", "rate_limited"]);
  assert.deepEqual(rest.disk, {
    state: "low",
    free_bytes: 5e8,
    used_bytes: 7,
    bytes_per_day: null,
    days_left: null,
  });
  assert.deepEqual(rest.sandbox, {
    cgroup_memory: "off",
    data_limit: "on",
    no_network: "on",
    uid: "off",
    no_new_privileges: "off",
  });
  assert.deepEqual(rest.competition, {
    name: "Cup",
    starts: "2025-01-15T14:31:00+00:00",
    ends: null,
    uploads_until: null,
    phase: "before",
  });
});
