import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { lastSessionStart, previousSession } from "../../domain/calendar.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { Editions } from "./editions.ts";
import { latestBars } from "./latest_bars.ts";
import { alpacaSymbol } from "./symbols.ts";
import { readTimeframe } from "./timeframe.ts";
import { joinBars, wireBar, wireTime } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** Half of what lies between bid and ask, of the price. */
const HALF_SPREAD = 0.0002;

/** Returns the snapshots of some equities by symbol, each part of it where there is one. */
export async function snapshots(
  { world, editions }: { readonly world: World; readonly editions: Editions },
  instruments: readonly Instrument[],
): Promise<Record<string, unknown>> {
  const now = world.clock.now();
  const open = lastSessionStart(now);
  const before = previousSession(open);
  const today = Map.groupBy(
    await world.bars(open - 1, now - MINUTE_MS),
    ({ symbol }) => symbol,
  );
  const yesterday = Map.groupBy(
    await world.bars(before.open - 1, before.close - 1),
    ({ symbol }) => symbol,
  );
  const latest = await latestBars(world, editions, instruments);
  await world.load(now);
  return Object.fromEntries(instruments.map((instrument) => {
    const { symbol } = instrument;
    const price = world.price(symbol, now);
    return [alpacaSymbol(instrument), {
      ...(price !== undefined && priced(price, now)),
      ...present("minuteBar", latest.get(alpacaSymbol(instrument))),
      ...present("dailyBar", daily(today.get(symbol))),
      ...present("prevDailyBar", daily(yesterday.get(symbol))),
    }];
  }));
}

function present(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function daily(bars: readonly Bar[] = []): unknown {
  const timeframe = readTimeframe("1Day");
  const [day] = timeframe ? joinBars(bars, timeframe.startOf) : [];
  return day && wireBar(day);
}

function priced(price: number, now: number): Record<string, unknown> {
  const t = wireTime(now - now % 1_000);
  const cents = (value: number) => Math.round(value * 100) / 100;
  return {
    latestTrade: { t, x: "V", p: cents(price), s: 100, c: ["@"], i: 1, z: "C" },
    latestQuote: {
      ...{ t, ax: "V", ap: cents(price * (1 + HALF_SPREAD)), as: 100 },
      ...{ bx: "V", bp: cents(price * (1 - HALF_SPREAD)), bs: 100 },
      ...{ c: ["R"], z: "C" },
    },
  };
}
