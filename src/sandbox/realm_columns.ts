import type { Own } from "./realm_own.ts";

/**
 * Columns as they travel: starts of the minutes in minutes since 1970, each but
 * the first as the difference to the one before, then open, high, low, close
 * and volume; trade count and vwap follow in answers of `team.api`.
 */
export type WireColumns = readonly (readonly (number | null)[])[];

/** Rows of one minute: symbol, minute since 1970, open, high, low, close, volume, and so on. */
export type WireRows = readonly (string | number)[];

/** What the strategy is given of the market. */
export interface Market {
  readonly bars: Record<string, Record<string, unknown[]>>;
  readonly prices: Record<string, number>;
}

/** The bars that the realm keeps. */
export interface Columns {
  /** Forgets everything and takes these. */
  load(window: Readonly<Record<string, WireColumns>>): void;
  /** Adds rows; one that is known already keeps its first values. */
  add(rows: WireRows): void;
  /** Returns copies of the last rows and prices, symbols in their order. */
  market(): Market;
  /** Returns the start of the last bar, minutes since 1970. */
  lastAt(symbol: string): number | undefined;
  /** Returns an answer of `team.api` as strategies see it. */
  history(columns: WireColumns): Record<string, unknown[]>;
}

/** Starts of minutes as numbers and as texts. */
export interface Stamps {
  /** Returns the ISO text of a minute since 1970. */
  one(minute: number): string;
  /** Returns minutes since 1970 from the first and the differences after it. */
  minutes(deltas: readonly (number | null)[]): number[];
  /** Returns the ISO texts of minutes. */
  all(minutes: readonly number[]): string[];
}

/** Rows by symbol: minutes, timestamps, open, high, low, close, volume. */
export interface Series {
  /** Symbols that have rows, in their order. */
  symbols(): readonly string[];
  /** Returns the seven columns of a symbol; at least the last `window` rows. */
  of(symbol: string): unknown[][] | undefined;
  /** Puts whole columns in place of a symbol's rows. */
  set(symbol: string, columns: unknown[][]): void;
  /** Adds a row in its place, unless its minute is there already. */
  put(symbol: string, row: readonly unknown[]): void;
  /** Forgets everything. */
  clear(): void;
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeStamps(own: Own): Stamps {
  const KEPT = 20_000;
  let texts = own.create(null) as Record<number, string>;
  let count = 0;
  const one = (minute: number): string => {
    let text = texts[minute];
    if (text === undefined) {
      if (count++ > KEPT) {
        texts = own.create(null);
        count = 0;
      }
      const iso = own.toISOString(new own.Date(minute * 60_000));
      text = texts[minute] = own.cut(iso, 0, 19) + "Z";
    }
    return text;
  };
  return {
    one,
    minutes(deltas) {
      const minutes: number[] = [];
      let minute = 0;
      for (let i = 0; i < deltas.length; i++) {
        minutes[i] = minute += deltas[i] as number;
      }
      return minutes;
    },
    all(minutes) {
      const all: string[] = [];
      for (let i = 0; i < minutes.length; i++) all[i] = one(minutes[i]!);
      return all;
    },
  };
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeSeries(own: Own, window: number): Series {
  const SLACK = 256;
  const TEXTS = 1;
  // Two functions, because V8 learns by the place in the code: one that has seen
  // a list of texts turns each list of numbers into a list of anything, and all
  // arithmetic over it takes half as long again.
  const appendNumber = (list: number[], value: number): void => {
    list[list.length] = value;
  };
  const appendText = (list: string[], value: string): void => {
    list[list.length] = value;
  };
  let symbols: string[] = [];
  let bySymbol = own.create(null) as Record<string, unknown[][]>;
  const set = (symbol: string, columns: unknown[][]): void => {
    if (!bySymbol[symbol]) {
      let place = symbols.length;
      while (place > 0 && symbols[place - 1]! > symbol) place--;
      own.splice(symbols, place, 0, symbol);
    }
    bySymbol[symbol] = columns;
  };
  return {
    symbols: () => symbols,
    of: (symbol) => bySymbol[symbol],
    set,
    put(symbol, row) {
      if (!bySymbol[symbol]) set(symbol, [[], [], [], [], [], [], []]);
      const columns = bySymbol[symbol]!;
      const at = row[0] as number;
      if (columns[0]!.length > window + SLACK) {
        for (let i = 0; i < 7; i++) {
          columns[i] = own.slice(columns[i]!, -window);
        }
      }
      const minutes = columns[0] as number[];
      const length = minutes.length;
      let place = length;
      while (place > 0 && minutes[place - 1]! > at) place--;
      if (place > 0 && minutes[place - 1] === at) return;
      for (let i = 0; i < 7; i++) {
        if (place === length) {
          if (i === TEXTS) appendText(columns[i] as string[], row[i] as string);
          else appendNumber(columns[i] as number[], row[i] as number);
        } else {
          // Rows that were handed out are copied late: arrays only ever grow.
          columns[i] = own.slice(columns[i]!);
          own.splice(columns[i]!, place, 0, row[i]);
        }
      }
    },
    clear() {
      symbols = [];
      bySymbol = own.create(null);
    },
  };
}

/** Returns what a strategy is given of a symbol: columns of its own, the rows from `start` to `end`. */
export type RowsOf = (
  columns: readonly unknown[][],
  start: number,
  end: number,
) => Record<string, unknown[]>;

/**
 * Columns are copied when they are first looked at: most never are. All rows
 * share the functions of their accessors, so that V8 sees one shape and not a
 * new one for each symbol and minute, which it would keep for long. Part of the
 * realm's loader: nothing outside the function exists there.
 */
export function makeRows(own: Own): RowsOf {
  const NAMES = ["timestamp", "open", "high", "low", "close", "volume"];
  const Base = function (target: object) {
    return target;
  } as unknown as new (target: object) => object;
  class Hidden extends Base {
    #columns: readonly unknown[][];
    #start: number;
    #end: number;
    #made: unknown[] = [];
    constructor(
      target: object,
      columns: readonly unknown[][],
      start: number,
      end: number,
    ) {
      super(target);
      this.#columns = columns;
      this.#start = start;
      this.#end = end;
    }
    static read(target: object, i: number): unknown {
      if (!(#made in target)) return undefined;
      const made = target.#made;
      if (!(i in made)) {
        made[i] = own.slice(target.#columns[i]!, target.#start, target.#end);
      }
      return made[i];
    }
    static write(target: object, i: number, value: unknown): void {
      if (#made in target) target.#made[i] = value;
    }
  }
  const pairs: PropertyDescriptor[] = [];
  for (let i = 0; i < 6; i++) {
    pairs[i] = {
      get(this: object) {
        return Hidden.read(this, i);
      },
      set(this: object, value: unknown) {
        Hidden.write(this, i, value);
      },
      enumerable: true,
      configurable: true,
    };
  }
  return (columns, start, end) => {
    const rows: Record<string, unknown[]> = {};
    new Hidden(rows, columns, start, end);
    for (let i = 0; i < 6; i++) own.defineProperty(rows, NAMES[i]!, pairs[i]!);
    return rows;
  };
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeColumns(
  own: Own,
  stamps: Stamps,
  series: Series,
  rowsOf: RowsOf,
  window: number,
): Columns {
  const NAMES = ["timestamp", "open", "high", "low", "close", "volume"];
  const MORE = ["trade_count", "vwap"];
  return {
    load(all) {
      series.clear();
      const names = own.keys(all);
      for (let i = 0; i < names.length; i++) {
        const wire = all[names[i]!]!;
        const minutes = stamps.minutes(wire[0]!);
        const columns: unknown[][] = [minutes, stamps.all(minutes)];
        for (let k = 1; k < 6; k++) columns[k + 1] = wire[k] as unknown[];
        series.set(names[i]!, columns);
      }
    },
    add(rows) {
      for (let i = 0; i + 6 < rows.length; i += 7) {
        const at = rows[i + 1] as number;
        const row: unknown[] = [at, stamps.one(at)];
        for (let k = 2; k < 7; k++) row[k] = rows[i + k];
        series.put(rows[i] as string, row);
      }
    },
    market() {
      const bars: Market["bars"] = {};
      const prices: Market["prices"] = {};
      const symbols = series.symbols();
      for (let i = 0; i < symbols.length; i++) {
        const columns = own.slice(series.of(symbols[i]!)!, 1);
        const end = columns[0]!.length;
        const start = end > window ? end - window : 0;
        bars[symbols[i]!] = rowsOf(columns, start, end);
        prices[symbols[i]!] = columns[4]![end - 1] as number;
      }
      return { bars, prices };
    },
    lastAt(symbol) {
      const minutes = series.of(symbol)?.[0];
      return minutes?.[minutes.length - 1] as number | undefined;
    },
    history(columns) {
      const answer: Record<string, unknown[]> = {};
      answer.timestamp = stamps.all(stamps.minutes(columns[0]!));
      for (let i = 1; i < 6; i++) answer[NAMES[i]!] = columns[i] as unknown[];
      for (let i = 0; i < 2; i++) {
        answer[MORE[i]!] = columns[i + 6] as unknown[];
      }
      return answer;
    },
  };
}
