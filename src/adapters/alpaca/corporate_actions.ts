import {
  actionKey,
  type CorporateAction,
} from "../../domain/corporate_action.ts";
import { fromNumber, type Price, type Quantity } from "../../domain/decimal.ts";
import type { CorporateActions } from "../../ports/corporate_actions.ts";
import type { Log } from "../../ports/log.ts";
import { AlpacaError } from "./alpaca_error.ts";
import type { AlpacaRest } from "./rest.ts";
import { CASH_DIVIDEND, SPLIT, STOCK_DIVIDEND } from "./schemas.ts";
import { symbolForms } from "./symbols.ts";

/** Most symbols of a request. */
const SYMBOLS_MAX = 200;
/**
 * Alpaca asks by the day on which an action is processed, for a dividend the day on
 * which it is paid: weeks after its `exDate`, rarely before.
 */
const DAYS_BEFORE = 7;
const DAYS_AFTER = 90;
/** Most pages of a request; more is a server that repeats itself. */
const PAGES_MAX = 1_000;

/**
 * Returns what Alpaca knows of splits, dividends in shares, which are splits as
 * well, and cash dividends in dollars, a special one with the usual one of its day
 * as one. Other actions are left to the check of unexplained jumps.
 */
export function alpacaCorporateActions(
  { rest, log }: { readonly rest: AlpacaRest; readonly log: Log },
): CorporateActions {
  return {
    async actions(symbols, from, to, signal) {
      const found = new Map<string, Row>();
      for (let i = 0; i < symbols.length; i += SYMBOLS_MAX) {
        const some = symbols.slice(i, i + SYMBOLS_MAX);
        const forms = symbolForms(
          some.map((symbol) => ({ symbol, assetClass: "equity" })),
        );
        const wanted = {
          symbols: some.map(forms.theirs),
          from: daysFrom(from, -DAYS_BEFORE),
          to: daysFrom(to, DAYS_AFTER),
        };
        for await (const [kind, json] of rowsOf(rest, wanted, signal)) {
          const row = readAction(kind, json, forms.ours);
          if (row === "bad") {
            log.write("warning", "Refused a corporate action", { kind });
          } else if (row && row.exDate >= from && row.exDate <= to) {
            found.set(row.id, row);
          }
        }
      }
      return summed([...found.values()]);
    },
  };
}

/** An action, and whether it is a dividend beside the usual ones. */
type Row = CorporateAction & { readonly isSpecial?: boolean };

/** A symbol has one dividend of a day: the usual one with the special one. */
function summed(rows: readonly Row[]): CorporateAction[] {
  return rows.flatMap(({ isSpecial = false, ...action }): CorporateAction[] => {
    if (action.type === "split") return [action];
    const other = rows.find((each) =>
      each.isSpecial === !isSpecial && actionKey(each) === actionKey(action)
    );
    if (other?.type !== "dividend") return [action];
    if (isSpecial) return [];
    const cash = action.cash + other.cash as Price;
    return [{ ...action, id: `${action.id}+${other.id}`, cash }];
  });
}

/** Days are `YYYY-MM-DD`. */
function daysFrom(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

async function* rowsOf(
  rest: AlpacaRest,
  wanted: Parameters<AlpacaRest["corporateActions"]>[0],
  signal: AbortSignal,
): AsyncGenerator<[kind: string, json: unknown]> {
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await rest.corporateActions({
      ...wanted,
      ...(pageToken !== undefined && { pageToken }),
    }, { signal });
    for (const [kind, list] of Object.entries(answer.corporate_actions ?? {})) {
      for (const json of list ?? []) yield [kind, json];
    }
    const next = answer.next_page_token;
    if (!next) return;
    if (next === pageToken) break;
    pageToken = next;
  }
  throw new AlpacaError({
    what: "the next page of corporate actions",
    reason: "unexpected",
  });
}

/** Returns `undefined` for what is of no use to us, `"bad"` for what cannot be read. */
function readAction(
  kind: string,
  json: unknown,
  ours: (symbol: string) => string | undefined,
): Row | undefined | "bad" {
  switch (kind) {
    case "forward_splits":
    case "reverse_splits": {
      const { data } = SPLIT.safeParse(json);
      return data ? split(data, data.new_rate, data.old_rate, ours) : "bad";
    }
    case "stock_dividends": {
      const { data } = STOCK_DIVIDEND.safeParse(json);
      return data ? split(data, 1 + data.rate, 1, ours) : "bad";
    }
    case "cash_dividends": {
      const { data } = CASH_DIVIDEND.safeParse(json);
      if (!data) return "bad";
      const { id, ex_date: exDate, rate, currency, special } = data;
      const isSpecial = special === true;
      const symbol = ours(data.symbol);
      const cash = fromNumber<Price>(rate);
      if (cash === 0n) return "bad";
      return symbol === undefined || (currency || "USD") !== "USD"
        ? undefined
        : { id, symbol, exDate, type: "dividend", cash, isSpecial };
    }
    default:
      return undefined;
  }
}

/** A change that changes nothing is of no use. */
function split(
  { id, symbol: theirs, ex_date: exDate }: {
    readonly id: string;
    readonly symbol: string;
    readonly ex_date: string;
  },
  newRate: number,
  oldRate: number,
  ours: (symbol: string) => string | undefined,
): CorporateAction | undefined | "bad" {
  const symbol = ours(theirs);
  const newShares = fromNumber<Quantity>(newRate);
  const oldShares = fromNumber<Quantity>(oldRate);
  if (newShares === 0n || oldShares === 0n) return "bad";
  return symbol === undefined || newShares === oldShares
    ? undefined
    : { id, symbol, exDate, type: "split", newShares, oldShares };
}
