import { strict as assert } from "node:assert";
import type { CorporateAction } from "../../domain/corporate_action.ts";
import { fromNumber } from "../../domain/decimal.ts";
import { answerData, type DataSource } from "./data_routes.ts";
import { STOCK_BARS } from "./data_schemas.ts";
import { openEditions } from "./editions.ts";
import { type HandClock, testWorld } from "./fixture_test.ts";

const MINUTE = 60_000;
const START = "2026-11-20T14:40:02Z";
const ACTIONS: readonly CorporateAction[] = [
  {
    ...{ id: "s1", symbol: "AAPL", exDate: "2026-11-20", type: "split" },
    ...{ newShares: fromNumber(4), oldShares: fromNumber(1) },
  },
  {
    ...{ id: "s2", symbol: "MSFT", exDate: "2026-11-23", type: "split" },
    ...{ newShares: fromNumber(1), oldShares: fromNumber(10) },
  },
  {
    ...{ id: "d1", symbol: "MSFT", exDate: "2026-11-20", type: "dividend" },
    cash: fromNumber(0.75),
  },
];

/** A data host that is asked without a server. */
export interface DataStage extends DataSource {
  readonly clock: HandClock;
  /** Returns status and body of a request. */
  get(path: string): Promise<[number, unknown]>;
}

/** Returns a host whose closes count the minutes since 14:30, from 100 on; MSFT lacks minute 5. */
export function dataStage(start: string = START): DataStage {
  const open = Date.parse("2026-11-20T14:30:00Z");
  const { world, clock } = testWorld(start, (symbol, at) => {
    const n = (at - open) / MINUTE;
    if (symbol === "MSFT" && n === 5) return undefined;
    return { close: 100 + n, high: 20_000, low: 0.01 };
  });
  const source: DataSource = {
    ...{ world, editions: openEditions(world) },
    actions: () => Promise.resolve(ACTIONS),
  };
  return {
    ...source,
    clock,
    async get(path) {
      const response = await answerData(source, new URL(path, "http://x"));
      return [response.status, await response.json()];
    },
  };
}

/** The session of that day, minute by minute. */
export const RANGE = "timeframe=1Min&start=2026-11-20T14:30:00Z&feed=iex";

/** Returns `SYMBOL minute` of each row, page after page. */
export async function walk(
  { get }: DataStage,
  path: string,
): Promise<string[][]> {
  const pages: string[][] = [];
  for (let token: string | null = ""; token !== null;) {
    const [status, body] = await get(`${path}&page_token=${token}`);
    assert.equal(status, 200, JSON.stringify(body));
    const { bars, next_page_token: next } = STOCK_BARS.parse(body);
    pages.push(
      Object.entries(bars).flatMap(([symbol, rows]) =>
        rows.map(({ t, c }) => {
          assert.equal(t.slice(14, 16), String(30 + c - 100));
          return `${symbol} ${c - 100}`;
        })
      ),
    );
    token = next;
    assert(pages.length < 50);
  }
  return pages;
}

/** Returns what {@linkcode walk} finds of a symbol from minute to minute, both included. */
export function expected(symbol: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n)
    .filter((n) => symbol !== "MSFT" || n !== 5).map((n) => `${symbol} ${n}`);
}
