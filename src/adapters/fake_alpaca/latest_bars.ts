import { MINUTE_MS } from "../../domain/bar.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { Editions } from "./editions.ts";
import { alpacaSymbol } from "./symbols.ts";
import { type WireBar, wireBar } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** How far back the newest bar is looked for minute by minute. */
const NEAR_MS = 10 * MINUTE_MS;

/** Returns each symbol's newest bar as REST sees it, which may be days old. */
export async function latestBars(
  world: World,
  editions: Editions,
  instruments: readonly Instrument[],
): Promise<Map<string, WireBar>> {
  const { faults, clock } = world;
  const now = clock.now();
  const stale = faults.take("latest_stale");
  const isBehind = faults.take("bars_previous", { path: "latest" });
  const back = stale ? (stale.value ?? 90) * MINUTE_MS : 0;
  const before = now - back - (isBehind ? MINUTE_MS : 0);
  const from = before - before % MINUTE_MS - NEAR_MS;
  const near = await world.bars(from - 1, before);
  const far = new Map(
    (await world.history(from, 1)).map((bar) => [bar.symbol, bar]),
  );
  const found = new Map<string, WireBar>();
  for (const instrument of instruments) {
    const { symbol } = instrument;
    let newest = far.get(symbol);
    let row = newest && wireBar(newest);
    for (const bar of near) {
      if (bar.symbol !== symbol) continue;
      const [seen] = await editions.rows(bar, before);
      if (!seen) continue;
      newest = bar;
      row = seen;
    }
    if (row) found.set(alpacaSymbol(instrument), row);
  }
  return found;
}
