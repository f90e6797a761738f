import { strict as assert } from "node:assert";
import { AlpacaError } from "../adapters/alpaca/alpaca_error.ts";
import { alpacaAssets } from "../adapters/alpaca/assets.ts";
import type { AlpacaRest } from "../adapters/alpaca/rest.ts";
import { instrument } from "../domain/instrument.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { alpacaUniverse, type Begun, readBegun } from "./alpaca_universe.ts";

const { signal } = new AbortController();
const BEGUN: Begun = {
  instruments: new Map(
    [
      instrument("BTC", "crypto"),
      { ...instrument("OLD", "equity"), untradable: true as const },
      instrument("SPY", "equity"),
    ].map((each) => [each.symbol, each]),
  ),
};

/** Looks at an Alpaca that has these assets, or fails as often with a reason. */
function look(given: {
  readonly stocks?: readonly string[];
  readonly inactive?: readonly string[];
  readonly coins?: readonly string[];
  readonly fails?: { readonly reason: "bad_keys" | "timeout"; times: number };
  readonly begun?: Begun;
  readonly named?: readonly string[];
}) {
  const { stocks = [], inactive = [], coins = [], fails, begun, named } = given;
  const wall = new FakeClock("2026-11-20T15:00:00Z");
  const lines: string[] = [];
  let asked = 0;
  const rest: Pick<AlpacaRest, "assets"> = {
    assets(assetClass) {
      asked++;
      if (fails && fails.times-- > 0) {
        const { reason } = fails;
        return Promise.reject(new AlpacaError({ what: "the assets", reason }));
      }
      const list = assetClass === "crypto"
        ? coins.map((name) => `${name}/USD`)
        : [...stocks, ...inactive];
      return Promise.resolve(list.map((symbol) => ({
        ...{ symbol, tradable: true, fractionable: true },
        class: assetClass === "crypto" ? "crypto" : "us_equity",
        status: inactive.includes(symbol) ? "inactive" : "active",
      })));
    },
  };
  const assets = alpacaAssets({ rest: rest as AlpacaRest, clock: wall });
  const universe = alpacaUniverse({
    ...{ assets, begun, wall },
    log: { write: (level, line) => void lines.push(`${level} ${line}`) },
    named: named?.map((symbol) => ({ symbol, assetClass: "equity" })),
  });
  return { universe, lines, asked: () => asked };
}

const names = (list: Awaited<ReturnType<typeof look>["universe"]>) =>
  list.instruments.map(({ symbol, untradable }) =>
    untradable ? `(${symbol})` : symbol
  ).join(" ");

Deno.test("alpacaUniverse() of a new rehearsal is what is there, asked for once", async () => {
  const { universe, asked, lines } = look({ stocks: ["SPY"], coins: ["BTC"] });
  assert.equal(names(await universe), "BTC SPY");
  assert.equal(asked(), 2);
  await (await universe).lookUp(signal);
  assert.equal(asked(), 2);
  assert.deepEqual(lines, []);
});

Deno.test("alpacaUniverse() of a rehearsal that has begun drops no symbol", async () => {
  const { universe, lines } = look({
    ...{ stocks: ["NEW"], inactive: ["SPY"], coins: ["BTC"], begun: BEGUN },
  });
  assert.equal(names(await universe), "BTC NEW (OLD) (SPY)");
  assert.equal(lines.length, 1);
  const all = look({ inactive: ["SPY", "OLD"], begun: BEGUN });
  assert.equal(names(await all.universe), "(BTC) (OLD) (SPY)");
});

Deno.test("alpacaUniverse() goes on with the ledger's symbols when Alpaca says nothing", async () => {
  const fails = { reason: "timeout", times: 99 } as const;
  const { universe, lines } = look({ fails: { ...fails }, begun: BEGUN });
  assert.equal(names(await universe), "BTC (OLD) SPY");
  assert.match(lines.join("|"), /^warning Cannot look the universe up[^|]*$/);
  const named = look({ fails: { ...fails }, named: ["QQQ"] });
  assert.equal(names(await named.universe), "QQQ");
  await assert.rejects(look({ fails: { ...fails } }).universe, /timeout/);
});

Deno.test("alpacaUniverse() refuses a universe without symbols and unknown symbols", async () => {
  const empty = look({}).universe;
  await assert.rejects(empty, { code: "invalid", message: /lists no asset/ });
  const inactive = look({ inactive: ["SPY"] }).universe;
  await assert.rejects(inactive, { code: "invalid", message: /lists no as/ });
  const unknown = look({ stocks: ["SPY"], named: ["SPY", "NONE"] }).universe;
  await assert.rejects(unknown, { code: "invalid", message: /NONE/ });
  const begun = look({ named: ["SPY", "NONE"], begun: BEGUN }).universe;
  assert.equal(names(await begun), "(NONE) (SPY)");
});

Deno.test("alpacaUniverse() believes that keys are refused the third time", async () => {
  const twice = { reason: "bad_keys" as const, times: 2 };
  const { universe } = look({ fails: twice, stocks: ["SPY"] });
  assert.equal(names(await universe), "SPY");
  const thrice = { reason: "bad_keys" as const, times: 3 };
  const refused = look({ fails: thrice, stocks: ["SPY"], begun: BEGUN });
  await assert.rejects(refused.universe, { code: "invalid", message: /keys/ });
});

Deno.test("readBegun() says what has run in a folder, and nothing of a new one", async () => {
  const log = { write: () => assert.fail("nothing is wrong") };
  const sample = readBegun("data/sample", log);
  assert.ok((sample?.instruments.size ?? 0) > 0);
  assert.ok((sample?.lastMinute ?? 0) > 0);
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(readBegun(folder, log), undefined);
    await Deno.writeTextFile(`${folder}/ledger.sqlite`, "no database");
    const broken = readBegun(folder, { write: () => {} });
    assert.equal(broken?.instruments.size, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
