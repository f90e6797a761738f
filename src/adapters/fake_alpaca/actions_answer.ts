import { newYorkDate } from "../../domain/calendar.ts";
import type { CorporateAction } from "../../domain/corporate_action.ts";
import { toNumber } from "../../domain/decimal.ts";
import { readCount, readDay, readWord, refuse } from "./queries.ts";

/** What a `types` parameter may name; the fake has some of the first three. */
const TYPES = [
  "forward_split",
  "reverse_split",
  "cash_dividend",
  "unit_split",
  "stock_dividend",
  "spin_off",
  "cash_merger",
  "stock_merger",
  "stock_and_cash_merger",
  "redemption",
  "name_change",
  "worthless_removal",
  "rights_distribution",
] as const;

/** Returns the answer to a request for actions: those whose process date lies in `start` to `end`. */
export function actionsAnswer(
  actions: readonly CorporateAction[],
  query: URLSearchParams,
  now: number,
): unknown {
  const today = newYorkDate(now);
  const start = readDay(query, "start") ?? today;
  const end = readDay(query, "end") ?? today;
  if (end < start) refuse("end should not be before start");
  const limit = readCount(query, "limit", {
    least: 1,
    most: 1_000,
    usual: 100,
  });
  const isDescending = readWord(query, "sort", ["asc", "desc"]) === "desc";
  const kinds = readTypes(query);
  const ids = words(query, "ids");
  const symbols = words(query, "symbols");
  const found = actions.filter((each) =>
    ids ? ids.includes(each.id) : isIn(processDate(each), start, end) &&
      (!symbols || symbols.includes(each.symbol)) &&
      (!kinds || kinds.includes(kindOf(each)))
  ).sort((a, b) => Date.parse(processDate(a)) - Date.parse(processDate(b)));
  if (isDescending) found.reverse();
  const token = query.get("page_token");
  const from = token ? found.findIndex(({ id }) => id === token) + 1 : 0;
  if (token && from === 0) refuse("invalid page_token");
  const page = found.slice(from, from + limit);
  const isLast = from + limit >= found.length;
  return {
    corporate_actions: Object.fromEntries(
      [...Map.groupBy(page, kindOf)].map((
        [kind, group],
      ) => [`${kind}s`, group.map(actionJson)]),
    ),
    next_page_token: isLast ? null : page.at(-1)?.id ?? null,
  };
}

/** Days from a dividend's ex-date to its payment. */
const PAID_AFTER = 15;

/** A split is processed on its day, a dividend when it is paid. */
function processDate({ type, exDate }: CorporateAction): string {
  const days = type === "dividend" ? PAID_AFTER : 0;
  return Temporal.PlainDate.from(exDate).add({ days }).toString();
}

/** Days are `YYYY-MM-DD`, both included. */
function isIn(date: string, start: string, end: string): boolean {
  return date >= start && date <= end;
}

function words(query: URLSearchParams, name: string): string[] | undefined {
  const found = (query.get(name) ?? "").split(",").filter(Boolean);
  return found.length > 0 ? found : undefined;
}

function readTypes(query: URLSearchParams): string[] | undefined {
  const names = words(query, "types");
  const odd = names?.find((name) => !TYPES.some((type) => type === name));
  if (odd !== undefined) refuse(`invalid types: ${odd.slice(0, 40)}`);
  return names;
}

function kindOf(action: CorporateAction): typeof TYPES[number] {
  if (action.type === "dividend") return "cash_dividend";
  return action.newShares > action.oldShares
    ? "forward_split"
    : "reverse_split";
}

function actionJson(action: CorporateAction): Record<string, unknown> {
  const { id, symbol, exDate } = action;
  const same = {
    ...{ id, symbol, ex_date: exDate, process_date: processDate(action) },
    ...{ record_date: exDate, payable_date: processDate(action) },
  };
  const cusip = "000000000";
  if (action.type === "dividend") {
    const rate = toNumber(action.cash);
    return { ...same, cusip, rate, special: false, foreign: false };
  }
  const { newShares, oldShares } = action;
  return {
    ...same,
    ...{ new_rate: toNumber(newShares), old_rate: toNumber(oldShares) },
    ...(newShares > oldShares
      ? { cusip }
      : { old_cusip: cusip, new_cusip: cusip }),
  };
}
