import { strict as assert } from "node:assert";
import { wall } from "../../src/sandbox/fixtures_test.ts";
import { strategyPacker } from "../../src/sandbox/bundle.ts";
import { launchers } from "../../src/sandbox/launch.ts";
import { BINARY, run } from "./qtc.ts";

/** Uses the whole of the SDK. */
const STRATEGY =
  `import { type Bars, type Prices, signal, type Signals, type Team } from "qtc";
import { atr, bollinger, ema, macd, rsi, Sma, sma, vwap } from "qtc/indicators";
import { correlation, linearRegression, mean, percentile, std, zScore } from "qtc/stats";

export class MyStrategy {
  readonly #average = new Sma(5);

  generate_signal(team: Team<{ calls: number }>, bars: Bars, prices: Prices): Signals {
    const acme = bars.ACME;
    if (acme === undefined) return null;
    const { close } = acme;
    const last = [sma(close, 3), ema(close, 3), rsi(close), atr(acme), vwap(acme)];
    console.log(...last.map((column) => column.at(-1)));
    console.log(bollinger(close).upper, macd(close).histogram, this.#average.update(1));
    console.log(mean(close), std(close), zScore(close), percentile(close, 5));
    console.log(linearRegression(close).slope, correlation(close, close));
    team.state = { calls: 1 };
    return signal({ symbol: "ACME", action: "buy", quantity: 1, price: prices.ACME });
  }
}
`;
const TEST = `/// <reference lib="deno.ns" />
import { strict as assert } from "node:assert";
import { sma } from "qtc/indicators";
import { mean } from "qtc/stats";
import { MyStrategy } from "./whole.ts";

Deno.test("the SDK runs", () => {
  assert.equal(sma([1, 2, 6], 3).at(-1), mean([1, 2, 6]));
  assert.equal(typeof MyStrategy, "function");
});
`;

Deno.test("The binary packs a strategy into the bytes that the sources do", async () => {
  const source = {
    entry: "strategy",
    files: { "strategy.ts": STRATEGY, "unused.ts": "" },
  };
  const binary = { command: BINARY, args: ["strategy-packer"], env: {} };
  const [mine, its] = await Promise.all(
    [launchers(false).packer, binary].map((launch) =>
      strategyPacker({ launch, wall }).pack(source)
    ),
  );
  assert.ok(mine && "script" in mine, JSON.stringify(mine));
  assert.match(mine.script, /linearRegression/);
  assert.deepEqual(its, mine);
});

for (const words of [["strategy", "new", "mine"], ["init", "mine"]]) {
  Deno.test(`qtc ${words.join(" ")} makes a folder that Deno checks and tests without a network`, async () => {
    const cwd = await Deno.makeTempDir({ prefix: "qtc sdk " });
    try {
      const made = await run(words, { cwd });
      assert.equal(made.code, 0, made.stderr);
      const folder = `${cwd}/mine`;
      await Deno.writeTextFile(`${folder}/whole.ts`, STRATEGY);
      await Deno.writeTextFile(`${folder}/whole_test.ts`, TEST);
      const deno = (...args: string[]) =>
        run(args, {
          cwd: folder,
          binary: Deno.execPath(),
          env: {
            DENO_DIR: `${cwd}/cache`,
            // Nobody listens there: whoever asks for a package fails.
            ...{ HTTP_PROXY: "http://127.0.0.1:1" },
            ...{ HTTPS_PROXY: "http://127.0.0.1:1" },
            ...{ NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
          },
        });
      const checked = await deno("check", ".");
      assert.equal(checked.code, 0, checked.stderr);
      const tested = await deno("test");
      assert.equal(tested.code, 0, tested.stdout + tested.stderr);
      assert.match(tested.stdout, /the SDK runs \.\.\. ok/);
      await Deno.writeTextFile(
        `${folder}/wrong.ts`,
        'import { sma } from "qtc/indicators";\nsma("a", 1);\nfetch("b");\nDeno.exit();\n',
      );
      const wrong = await deno("check", "wrong.ts");
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /Found 3 errors/);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  });
}
