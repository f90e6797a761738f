import { strict as assert } from "node:assert";
import { scheduler } from "node:timers/promises";
import { type DataDesk, directDesk, refusalText } from "./data_requests.ts";
import { callOf, memoryBars, Stage, universe } from "./fixtures_test.ts";
import { plainHistory } from "./plain_history.ts";

const ASKS = `async generate_signal(team) {
  const said = await team.api.getLastN("AAPL", 5)
    .then(({ close }) => close, ({ message }) => message);
  return [{ said }];
}`;

/** What the only signal of a strategy says. */
function saidBy(signals: readonly unknown[] | undefined): unknown {
  return (signals?.[0] as { said?: unknown } | undefined)?.said;
}

Deno.test("run() does not count the time that data requests take", async () => {
  const direct = directDesk({
    history: plainHistory(memoryBars()),
    instruments: universe("AAPL"),
  });
  const slow: DataDesk = {
    ...direct,
    async answer(...asked) {
      await scheduler.wait(2_500);
      return await direct.answer(...asked);
    },
  };
  await using stage = new Stage(["AAPL"], { data: slow, timeoutMs: 2_000 });
  const [run] = await stage.next([callOf("slow", ASKS)]);
  assert.equal(run?.outcome, "ok", run?.error?.message);
  assert.deepEqual(saidBy(run?.signals), []);
});

Deno.test("run() tells a strategy why its request was refused, and it goes on", async () => {
  const refusing: DataDesk = {
    answer: (_, requests) => Promise.resolve(refusalText(requests, "no disk")),
    close: () => Promise.resolve(),
  };
  await using stage = new Stage(["AAPL"], { data: refusing });
  for (let minute = 0; minute < 2; minute++) {
    const [run] = await stage.next([callOf("asks", ASKS)], { AAPL: 1 });
    assert.equal(run?.outcome, "ok", run?.error?.message);
    assert.equal(
      saidBy(run?.signals),
      "Cannot answer team.api.getLastN(): no disk",
    );
  }
});

Deno.test("close() lets go of what data is read from", async () => {
  let closed = 0;
  const desk: DataDesk = {
    answer: () => Promise.resolve(new Uint8Array()),
    close: () => Promise.resolve(void closed++),
  };
  {
    await using _stage = new Stage(["AAPL"], { data: desk });
  }
  assert.equal(closed, 1);
});

Deno.test("run() lets others run while one waits for data, and holds few answers at once", async () => {
  let [asked, most] = [0, 0];
  const desk: DataDesk = {
    async answer(_, requests) {
      most = Math.max(most, ++asked);
      await scheduler.wait(500);
      asked--;
      // Far more than a pipe holds: it has to be read to be gone.
      return new TextEncoder().encode(JSON.stringify(
        requests.map(([id]) => [id, 0, "no".repeat(500_000)]),
      ));
    },
    close: () => Promise.resolve(),
  };
  await using stage = new Stage(["AAPL"], {
    ...{ data: desk, slots: 1, timeoutMs: 1_200 },
  });
  const long = `async generate_signal(team) {
    const said = await team.api.getLastN("AAPL", 5).catch((error) => error.message);
    return [{ said: said.length }];
  }`;
  const spins = "generate_signal() { for (;;); }";
  const calls = [
    ...["a", "b", "c"].map((id) => callOf(id, long)),
    callOf("spins", spins),
  ];
  // There is no time for the spinner behind the waits of the others.
  const runs = await stage.next(calls, {}, 2_600);
  const [a, b, c, spinner] = runs;
  for (const run of [a, b, c]) {
    assert.equal(run?.outcome, "ok", run?.error?.message);
    assert.ok(Number(saidBy(run?.signals)) >= 1_000_000);
  }
  assert.equal(spinner?.outcome, "timeout");
  assert.equal(most, 1);
});
