import { strict as assert } from "node:assert";
import { random } from "../domain/random.ts";
import * as stats from "./stats.ts";

const { correlation, linearRegression, mean, percentile, std, zScore } = stats;

/** The first of Anscombe's quartet. Source: https://en.wikipedia.org/wiki/Anscombe%27s_quartet */
const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const Y = [
  ...[8.04, 6.95, 7.58, 8.81, 8.33, 9.96],
  ...[7.24, 4.26, 10.84, 4.82, 5.68],
];

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-9, `${got} is not ${expected}`);
}

Deno.test("mean() and std() give the population's", () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(std([2, 4, 4, 4, 5, 5, 7, 9]), 2);
  assert.equal(std([5]), 0);
  assert.equal(std([0.1, 0.1, 0.1]), 0);
});

Deno.test("zScore() tells where the last value lies", () => {
  near(zScore([2, 4, 4, 4, 5, 5, 7, 9]), 2);
  near(zScore([1, 1, 1, 5]), Math.sqrt(3)); // mean 2, deviation √3
  near(zScore([9, 1]), -1);
});

Deno.test("linearRegression() finds a line, and takes rows for x", () => {
  assert.deepEqual(linearRegression([3, 5, 7]), {
    slope: 2,
    intercept: 3,
    r2: 1,
  });
  const { slope, intercept, r2 } = linearRegression(Y, X);
  assert.deepEqual(
    [slope, intercept, r2].map((value) => value.toFixed(4)),
    ["0.5001", "3.0001", "0.6665"],
  );
  assert.deepEqual(linearRegression([4, 4, 4]), {
    slope: 0,
    intercept: 4,
    r2: NaN,
  });
});

Deno.test("correlation() gives a known value and its limits", () => {
  assert.equal(correlation(X, Y).toFixed(5), "0.81642");
  assert.equal(correlation([1, 2, 3], [2, 4, 6]), 1);
  assert.equal(correlation([1, 2, 3], [6, 4, 2]), -1);
  near(correlation([1, 2, 3, 4], [1, -1, -1, 1]), 0);
});

Deno.test("percentile() lies between two values in proportion", () => {
  const values = [50, 15, 40, 20, 35];
  assert.equal(percentile(values, 0), 15);
  assert.equal(percentile(values, 40), 29); // 20 + 0.6 × 15
  assert.equal(percentile(values, 50), 35);
  assert.equal(percentile(values, 100), 50);
  assert.equal(percentile([1, 2], 50), 1.5);
  assert.deepEqual(values, [50, 15, 40, 20, 35]);
});

Deno.test("Every statistic is NaN where there is none", () => {
  const none = { slope: NaN, intercept: NaN, r2: NaN };
  assert.equal(mean([]), NaN);
  assert.equal(std([]), NaN);
  assert.equal(zScore([]), NaN);
  assert.equal(zScore([0.1, 0.1, 0.1]), NaN);
  assert.equal(percentile([], 50), NaN);
  assert.equal(correlation([1, 2], [3, 3]), NaN);
  assert.deepEqual(linearRegression([]), none);
  assert.deepEqual(linearRegression([1]), none);
  assert.deepEqual(linearRegression([1, 2], [3, 3]), none);
  for (const statistic of [mean, std, zScore]) {
    assert.equal(statistic([1, NaN, 2]), NaN);
  }
  assert.equal(percentile([1, NaN, 2], 0), NaN);
  assert.equal(correlation([1, 2, NaN], [1, 2, 3]), NaN);
  assert.equal(linearRegression([1, NaN, 2]).slope, NaN);
});

Deno.test("Every statistic refuses what cannot be meant", () => {
  assert.throws(
    () => correlation([1], [1, 2]),
    /^RangeError: Cannot compare 1/,
  );
  assert.throws(() => linearRegression([1], [1, 2]), /Cannot compare 2 values/);
  for (const percent of [-1, 101, NaN]) {
    assert.throws(() => percentile([1], percent), /Cannot take percentile/);
  }
});

Deno.test("Statistics keep their bounds and move with their values", () => {
  const chance = random("stats");
  for (let round = 0; round < 200; round++) {
    const length = 2 + Math.floor(chance() * 40);
    const scale = 10 ** Math.floor(chance() * 8 - 3);
    const x = Array.from({ length }, () => (chance() - 0.5) * scale + 100);
    const y = Array.from({ length }, () => chance());
    const tolerance = 1e-6;
    assert.ok(
      mean(x) >= Math.min(...x) - tolerance &&
        mean(x) <= Math.max(...x) + tolerance,
    );
    assert.ok(std(x) >= 0 && std(x) <= Math.max(...x) - Math.min(...x));
    assert.ok(Math.abs(correlation(x, y)) <= 1);
    assert.equal(correlation(x, y), correlation(y, x));
    assert.ok(Math.abs(zScore(x)) <= Math.sqrt(length));
    assert.ok(percentile(x, 30) <= percentile(x, 31));
    const { slope, intercept } = linearRegression(y, x);
    const rest = y.map((value, row) =>
      value - intercept - slope * (x[row] ?? 0)
    );
    assert.ok(Math.abs(mean(rest)) < tolerance, `${mean(rest)}`);
    assert.ok(
      Math.abs(mean(rest.map((r, row) => r * ((x[row] ?? 0) - mean(x))))) <
        tolerance * scale + tolerance,
    );
  }
});
