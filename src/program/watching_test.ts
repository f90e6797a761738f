import { strict as assert } from "node:assert";
import { wallClock } from "../adapters/system/clock.ts";
import { ALERT_KINDS } from "../domain/alert.ts";
import type { Health } from "../engine/state.ts";
import { fakeEngine } from "../testing/engine.ts";
import type { Start } from "./start.ts";
import { watchEngine, type Watching } from "./watching.ts";

type Engine = ReturnType<typeof fakeEngine>;

/** Longest that an alert may take, milliseconds. */
const LONGEST_MS = 5_000;

/** Watches an engine of which nothing is recorded, with a webhook on loopback. */
async function watched(
  phase: Health["phase"],
  work: (context: {
    readonly engine: Engine;
    readonly watching: Watching;
    readonly told: readonly string[];
    /** Resolves when an alert has arrived, or none will. */
    readonly arrived: Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  const told: string[] = [];
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const wall = wallClock();
  const late = wall.sleepUntil(wall.now() + LONGEST_MS, stop.signal);
  const arrived = Promise.race([promise, late]);
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { kind, state, message } = await request.json();
      told.push(`${kind} ${state}: ${message}`);
      resolve();
      return new Response();
    },
  );
  const engine = fakeEngine();
  engine.halted = "cash is wrong";
  const config = {
    ...{ dataDir, alerts: ALERT_KINDS, diskWarnMb: 0, diskWarnDays: 0 },
  };
  const start = {
    ...{ config, mode: { label: "SIMULATED" }, teams: {}, log: engine.log },
    webhook: `http://127.0.0.1:${server.addr.port}/x`,
  } as unknown as Start;
  const watching = watchEngine(start, engine, {
    ...{ wall, health: { phase }, stop: stop.signal },
  });
  try {
    await work({ engine, watching, told, arrived });
  } finally {
    stop.abort();
    await watching.close();
    await server.shutdown();
    await Deno.remove(dataDir, { recursive: true });
  }
}

const HALT = "halt raised: No new orders are taken: cash is wrong";

Deno.test("watchEngine() tells of a halt that nothing on record has followed", () =>
  watched("running", async ({ told, arrived }) => {
    await arrived;
    assert.deepEqual(told, [HALT]);
  }));

Deno.test("close() looks once more, but not at an engine that has not started", async () => {
  await watched("stopped", async ({ watching, told }) => {
    await watching.close();
    assert.deepEqual(told, [HALT]);
  });
  await watched("starting", async ({ watching, told }) => {
    await watching.close();
    assert.deepEqual(told, []);
  });
});

Deno.test("failed() throws its error when it has been told", () =>
  watched("starting", async ({ watching, told }) => {
    const error = new Error("the disk is full");
    await assert.rejects(watching.failed(error), (thrown) => thrown === error);
    assert.deepEqual(told, ["halt raised: QTC ends: the disk is full"]);
  }));
