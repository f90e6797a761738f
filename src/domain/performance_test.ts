import { strict as assert } from "node:assert";
import { type Money, ONE } from "./decimal.ts";
import {
  emptyPerformance,
  figuresOf,
  takeEquity,
  takeFlow,
} from "./performance.ts";
import { random } from "./random.ts";

const dollars = (amount: number): Money =>
  BigInt(Math.round(amount * 1e6)) * ONE / 1_000_000n as Money;

/** Values in turn; `{ flow }` comes between two of them. */
function after(...steps: readonly (number | { readonly flow: number })[]) {
  const performance = emptyPerformance();
  for (const step of steps) {
    if (typeof step === "number") takeEquity(performance, dollars(step));
    else takeFlow(performance, dollars(step.flow));
  }
  return performance;
}

Deno.test("figuresOf() has nothing to say before there was any money", () => {
  assert.equal(figuresOf(after()), undefined);
  assert.equal(figuresOf(after({ flow: 0 }, 0, 0)), undefined);
});

Deno.test("takeEquity() gives return and drawdown of 10,000, 10,500, 9,450, 9,975", () => {
  const figures = figuresOf(
    after({ flow: 10_000 }, 10_000, 10_500, 9_450, 9_975),
  );
  assert.deepEqual(figures, {
    totalReturn: 0.9975 - 1,
    maxDrawdown: 0.945 / 1.05 - 1, // -10 %
    currentDrawdown: 0.9975 / 1.05 - 1, // -5 %
  });
});

Deno.test("takeEquity() counts a loss in the first minute as a drawdown", () => {
  const figures = figuresOf(after({ flow: 100 }, 100, 90));
  assert.equal(figures?.maxDrawdown, 0.9 - 1);
});

Deno.test("takeEquity() takes no deposit for a return", () => {
  // 100 becomes 110, 90 come in, 200 becomes 220: 1.1 × 1.1.
  const steps = [{ flow: 100 }, 100, 110, { flow: 90 }, 200, 220] as const;
  const figures = figuresOf(after(...steps));
  assert.ok(Math.abs((figures?.totalReturn ?? 0) - 0.21) < 1e-12);
  assert.equal(figures?.maxDrawdown, 0);
});

Deno.test("takeEquity() takes a withdrawal for no loss", () => {
  const figures = figuresOf(after({ flow: 100 }, 100, { flow: -50 }, 50, 55));
  assert.ok(Math.abs((figures?.totalReturn ?? 0) - 0.1) < 1e-12);
  assert.equal(figures?.maxDrawdown, 0);
});

Deno.test("takeEquity() leaves a minute's own result when a flow comes with it", () => {
  // 100; then 100 come in and the whole is worth 210: r = (210 - 100) / 100 - 1.
  const figures = figuresOf(after({ flow: 100 }, 100, { flow: 100 }, 210));
  assert.ok(Math.abs((figures?.totalReturn ?? 0) - 0.1) < 1e-12);
});

Deno.test("takeEquity() stays at -100 % after everything was lost", () => {
  const figures = figuresOf(after({ flow: 100 }, 100, 0, { flow: 50 }, 50, 60));
  assert.equal(figures?.totalReturn, -1);
  assert.equal(figures?.maxDrawdown, -1);
});

Deno.test("takeEquity() agrees with the product of all returns for random series", () => {
  const next = random("performance");
  for (let round = 0; round < 50; round++) {
    const performance = emptyPerformance();
    takeFlow(performance, dollars(1_000));
    takeEquity(performance, dollars(1_000));
    let [equity, product, peak, deepest] = [1_000, 1, 1, 0];
    for (let minute = 0; minute < 60; minute++) {
      const flow = next() < 0.1 ? Math.round(next() * 1_000) - 300 : 0;
      const change = Math.round((next() - 0.5) * 1e7) / 1e6;
      takeFlow(performance, dollars(flow));
      product *= (equity + change) / equity;
      equity = Math.round((equity + change + flow) * 1e6) / 1e6;
      if (equity < 50) break;
      takeEquity(performance, dollars(equity));
      peak = Math.max(peak, product);
      deepest = Math.min(deepest, product / peak - 1);
      const figures = figuresOf(performance);
      assert.ok(Math.abs((figures?.totalReturn ?? 0) - (product - 1)) < 1e-9);
      assert.ok(Math.abs((figures?.maxDrawdown ?? 0) - deepest) < 1e-9);
    }
  }
});
