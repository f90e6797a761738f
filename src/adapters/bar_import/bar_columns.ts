import { QtcError } from "../../domain/error.ts";

/** What a bar is made of; the last two need not be there. */
export const FIELDS = [
  "symbol",
  "time",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "trades",
  "vwap",
] as const;

/** One of {@linkcode FIELDS}. */
export type Field = typeof FIELDS[number];

/** The columns that somebody has named by hand. */
export type ColumnMap = Readonly<Partial<Record<Field, string>>>;

/** The name of the column of each field, as the file writes it. */
export type BarColumns =
  & Readonly<
    Record<Exclude<Field, "trades" | "vwap">, string>
  >
  & { readonly trades?: string; readonly vwap?: string };

const OPTIONAL: readonly Field[] = ["trades", "vwap"];

/** Usual names, in the order in which they win, without case, spaces and marks. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  symbol: ["symbol", "ticker", "sym", "instrument", "tic", "s"],
  time: [
    ...["timestamp", "time", "datetime", "windowstart", "opentime", "ts"],
    ...["minute", "date", "at", "t"],
  ],
  open: ["open", "openprice", "o"],
  high: ["high", "highprice", "h"],
  low: ["low", "lowprice", "l"],
  close: ["close", "closeprice", "c"],
  volume: ["volume", "vol", "v"],
  trades: ["tradecount", "transactions", "trades", "numtrades", "n"],
  vwap: ["vwap", "vw"],
};

/**
 * Returns which column of a file holds what: those of `map`, else the usual
 * names.
 *
 * @throws {QtcError} `invalid`, with the columns that are there, when one is
 *   missing
 */
export function findColumns(
  path: string,
  names: readonly string[],
  map: ColumnMap,
): BarColumns {
  const found: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const named = map[field];
    if (named !== undefined && !names.includes(named)) {
      throw missing(path, names, `it has no column "${named}"`);
    }
    const usual = NAMES[field].map((name) =>
      names.find((each) => plain(each) === name)
    ).find((name) => name !== undefined);
    const name = named ?? usual;
    if (name !== undefined) found[field] = name;
    else if (!OPTIONAL.includes(field)) {
      const state = `it has no column for ${field}; name it with --map ` +
        `${field}=COLUMN`;
      throw missing(path, names, state);
    }
  }
  const twice = names.find((name, i) =>
    names.indexOf(name) !== i && Object.values(found).includes(name)
  );
  if (twice !== undefined) {
    throw missing(path, names, `it has two columns "${twice}"`);
  }
  return found as BarColumns;
}

/**
 * Reads what stands after `--map`: `symbol=Ticker,time=Date`.
 *
 * @throws {QtcError} `invalid`
 */
export function readColumnMap(text: string): ColumnMap {
  const map: Partial<Record<Field, string>> = {};
  for (const part of text.split(",")) {
    const [left = "", ...rest] = part.split("=");
    const field = FIELDS.find((each) => each === left.trim());
    const column = rest.join("=").trim();
    if (!field || column === "" || map[field] !== undefined) {
      throw new QtcError(
        "invalid",
        `Cannot use --map "${part.slice(0, 60)}": write FIELD=COLUMN once ` +
          `each, with a comma between; fields are ${FIELDS.join(", ")}`,
      );
    }
    map[field] = column;
  }
  return map;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}

function missing(
  path: string,
  names: readonly string[],
  state: string,
): QtcError {
  const list = names.join(", ").slice(0, 200);
  return new QtcError(
    "invalid",
    `Cannot import "${path}": ${state}; its columns are ${list}`,
  );
}
