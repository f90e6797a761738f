import { strict as assert } from "node:assert";
import type { CorporateAction } from "../domain/corporate_action.ts";
import { instrument } from "../domain/instrument.ts";
import type { Engine } from "../engine/engine.ts";
import { recover } from "../engine/recover.ts";
import type { IncomingAnswer, IncomingRequest } from "../ports/incoming.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { sampleBar } from "../testing/orders.ts";
import { watchIncoming } from "./watch_incoming.ts";

const FRIDAY = Date.parse("2013-09-27T13:30:00Z");
const BARS: IncomingRequest = {
  ...{ id: "1", kind: "bars", source: "import" },
  bars: [sampleBar({ symbol: "AAPL", at: FRIDAY })],
};

Deno.test("watchIncoming() takes in what is there between two minutes, and asks for actions of its days", async () => {
  const engine = await begun();
  const asked: string[] = [];
  const stage = watched([BARS], 4);
  const withActions = {
    ...engine,
    actions: {
      actions: (_: readonly string[], from: string) => {
        asked.push(from);
        return Promise.resolve<CorporateAction[]>([]);
      },
    },
  };
  await watchIncoming(withActions as unknown as Engine, stage);
  assert.deepEqual(stage.answers.map(([id]) => id), ["1"]);
  assert(asked.includes("2013-09-27"), asked.join());
});

Deno.test("watchIncoming() waits while a minute is open, and ends when it is told to", async () => {
  const engine = await begun();
  engine.books.open = { minute: 0, after: 0, phase: "opened", runs: [] };
  const stage = watched([BARS], 3);
  await watchIncoming(engine as unknown as Engine, stage);
  assert.deepEqual(stage.answers, []);
});

async function begun() {
  const engine = fakeEngine({
    market: { instruments: [instrument("AAPL", "equity")] },
  });
  await recover(engine as unknown as Engine, startOptions(engine));
  return engine;
}

/** What it watches with, for some looks. */
function watched(
  requests: readonly IncomingRequest[],
  looks: number,
) {
  const answers: [string, IncomingAnswer][] = [];
  let now = 0;
  const controller = new AbortController();
  return {
    answers,
    incoming: {
      next: () => requests[answers.length],
      answer: ({ id }: IncomingRequest, answer: IncomingAnswer) =>
        void answers.push([id, answer]),
    },
    wall: {
      now: () => now,
      async sleepUntil(time: number) {
        now = time;
        await Promise.resolve();
        if (looks-- === 0) controller.abort();
      },
    },
    stop: controller.signal,
  };
}
