import { strict as assert } from "node:assert";
import { AlpacaError } from "./alpaca_error.ts";
import { healthBoard, reportMinute } from "./feed_health.ts";
import type { MinuteResult } from "./minute_bars.ts";

Deno.test("healthBoard() shows the worst reason alone, and recovers from each", () => {
  const board = healthBoard();
  assert.deepEqual(board.health(), { state: "healthy" });
  board.set("clock", "the clock is off");
  board.set("equity", "stock bars: server_error");
  board.set("feed", "bad_keys");
  assert.deepEqual(board.health(), { state: "stale", reason: "bad_keys" });
  board.set("feed", undefined);
  assert.deepEqual(board.health(), {
    state: "delayed",
    reason: "stock bars: server_error",
  });
  board.set("equity", undefined);
  assert.equal(board.health().reason, "the clock is off");
  board.set("clock", undefined);
  assert.deepEqual(board.health(), { state: "healthy" });
});

Deno.test("healthBoard() tells of each change once", () => {
  const told: (string | undefined)[] = [];
  const board = healthBoard(({ reason }) => told.push(reason));
  board.set("socket", "mute");
  board.set("socket", "mute");
  board.set("clock", "off");
  board.set("feed", "timeout");
  board.set("feed", undefined);
  board.set("socket", undefined);
  assert.deepEqual(told, ["mute", "timeout", "mute", "off"]);
});

Deno.test("reportMinute() tells one class that is down from all, and late bars from none", () => {
  const board = healthBoard();
  const failure = new AlpacaError({ what: "x", reason: "server_error" });
  const fine = { assetClass: "crypto", expected: 1, missing: 0 } as const;
  const report = (
    equity: Pick<MinuteResult, "expected" | "missing" | "failure">,
    others: readonly MinuteResult[] = [fine],
  ) => {
    reportMinute(board, [{ assetClass: "equity", ...equity }, ...others]);
    const { state, reason = "" } = board.health();
    return `${state} ${reason.split(":")[0]}`;
  };
  assert.equal(
    report({ expected: 9, missing: 9, failure }),
    "delayed stock bars",
  );
  assert.equal(
    report({ expected: 9, missing: 9, failure }, []),
    "stale server_error",
  );
  assert.equal(
    report({ expected: 0, missing: 0, failure }, []),
    "stale server_error",
  );
  assert.equal(
    report({ expected: 9, missing: 0, failure }, []),
    "delayed stock bars",
  );
  assert.equal(report({ expected: 9, missing: 9 }, []), "stale no_bars");
  assert.equal(report({ expected: 9, missing: 9 }), "delayed stock bars");
  assert.equal(board.health().reason, "stock bars: no_bars");
  assert.equal(report({ expected: 9, missing: 1 }), "delayed late_bars");
  assert.equal(report({ expected: 99, missing: 5 }), "healthy ");
});

Deno.test("reportMinute() tells of each minute's change once", () => {
  const told: (string | undefined)[] = [];
  const board = healthBoard(({ reason }) => told.push(reason?.split(":")[0]));
  const report = (missing: number) =>
    reportMinute(board, [{ assetClass: "equity", expected: 9, missing }]);
  for (const missing of [0, 9, 9, 0, 3, 0]) report(missing);
  assert.deepEqual(told, ["no_bars", undefined, "late_bars", undefined]);
});
