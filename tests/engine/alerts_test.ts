/**
 * A competition whose feed dies and whose team hangs, with a webhook that takes
 * its time: minutes do not wait for it, and it is told what it should be.
 */

import { strict as assert } from "node:assert";
import { webhookAlerts } from "../../src/adapters/webhook/webhook.ts";
import { wallClock } from "../../src/adapters/system/clock.ts";
import { ALERT_KINDS, type AlertKind } from "../../src/domain/alert.ts";
import { alertWatch } from "../../src/engine/alerts.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { runLoop } from "../../src/engine/loop.ts";
import { recover } from "../../src/engine/recover.ts";
import {
  fakeEngine,
  registered,
  startOptions,
} from "../../src/testing/engine.ts";
import { minuteAt } from "../../src/testing/events.ts";

interface Played {
  /** Minutes that had closed when the first answer was given. */
  readonly closedBefore: number;
  /** What arrived, in order. */
  readonly told: readonly string[];
}

/** Plays twelve minutes that run; the webhook answers only after they have. */
async function played(kinds: readonly AlertKind[]): Promise<Played> {
  const told: string[] = [];
  const answer = Promise.withResolvers<void>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { kind, subject, state } = await request.json();
      told.push([kind, subject, state].join(" "));
      await answer.promise;
      return new Response();
    },
  );
  const lines: string[] = [];
  const alerts = webhookAlerts({
    ...{ kinds, mode: "SIMULATED", wall: wallClock() },
    url: `http://127.0.0.1:${server.addr.port}/s3cr3t`,
    log: { write: (_, message) => void lines.push(message) },
  });
  let closed = 0;
  const fake = fakeEngine({
    teams: registered(["alpha"]),
    strategies: { alpha: hangs },
    market: { isDown: (at) => at >= minuteAt(7) && at < minuteAt(11) },
  });
  const engine: Engine = {
    ...fake,
    onRecorded: ({ events }) => {
      for (const alert of watch.take(events)) alerts.send(alert);
      closed += events.filter(({ kind }) => kind === "closed").length;
    },
  };
  const watch = alertWatch(engine);
  const next = await recover(engine, startOptions(fake));
  const { signal } = new AbortController();
  await runLoop(engine, next, { duration: 12, signal });
  const closedBefore = closed;
  answer.resolve();
  await alerts.close(5_000);
  await server.shutdown();
  assert.deepEqual(lines, []);
  return { closedBefore, told };
}

/** Times out in the first three minutes. */
function hangs({ minute }: { readonly minute: number }) {
  if (minute >= minuteAt(3)) return [];
  const type = "TimeoutError";
  const phase = "signal_generation" as const;
  return {
    outcome: "timeout" as const,
    error: { type, message: "it took too long", phase },
  };
}

Deno.test("minutes do not wait for a webhook, and it is told the last state of everything", async () => {
  const { closedBefore, told } = await played(ALERT_KINDS);
  assert.equal(closedBefore, 12);
  const states = new Map(told.map((line) => {
    const [kind = "", , state = ""] = line.split(" ");
    return [kind, state];
  }));
  assert.deepEqual(
    [...states].sort(),
    [["feed", "cleared"], ["quarantine", "cleared"]],
  );
});

Deno.test("a webhook is told nothing that was not wanted", async () => {
  assert.deepEqual((await played([])).told, []);
  const some = (await played(["quarantine", "halt"])).told;
  assert.ok(some.length > 0);
  assert.ok(some.every((line) => line.startsWith("quarantine alpha ")));
});
