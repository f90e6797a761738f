import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "../domain/event.ts";
import { instrument } from "../domain/instrument.ts";
import { withFolder } from "./fixture_test.ts";
import { pastFeed } from "./past_feed.ts";

const CSV = "symbol,timestamp,open,high,low,close,volume\n" +
  "AAPL,2026-11-20T14:30:00Z,1,1,1,1,1\n";
const INSTRUMENTS = new Map([["AAPL", instrument("AAPL", "equity")]]);

Deno.test("pastFeed() names each source that may have other bars differently", () =>
  withFolder(async (folder) => {
    const bars = join(folder, "bars");
    const other = join(folder, "other");
    for (const path of [bars, other]) {
      mkdirSync(path);
      writeFileSync(join(path, "a.csv"), CSV);
    }
    const recorded = await sourceOf("recorded", { bars });
    assert.match(recorded, /^recorded [0-9a-f]{64}$/);
    assert.equal(
      await sourceOf("recorded", { bars: `${bars}/../bars/` }),
      recorded,
    );
    assert.notEqual(await sourceOf("recorded", { bars: other }), recorded);
    assert.equal(await sourceOf("alpaca", {}), "alpaca iex");
    const alpacaFeed = "sip" as const;
    assert.equal(await sourceOf("alpaca", { alpacaFeed }), "alpaca sip");
    assert.equal(await sourceOf("simulated", {}), "simulated 7");
  }));

Deno.test("pastFeed() refuses another feed than the competition's, and bars of no folder", async () => {
  await assert.rejects(sourceOf("recorded", {}), { message: /--bars FOLDER/ });
  await assert.rejects(sourceOf("alpaca", { feed: "simulated" }), {
    code: "invalid",
    message: /it began with alpaca/,
  });
});

async function sourceOf(
  feed: string,
  config: Partial<Parameters<typeof pastFeed>[0]>,
): Promise<string> {
  const identity: Identity = {
    ...{ broker: "simulated", account: "", feed, clock: "wall", seed: 7 },
  };
  const { past } = { async *past() {} };
  const whole = { alpacaFeed: "iex" as const, ...config };
  const open = pastFeed(whole, () => Promise.resolve({ past }));
  return (await open(identity, INSTRUMENTS)).source;
}
