import { parse } from "@std/csv";
import { sessionOn } from "../../domain/calendar.ts";
import type { CorporateAction } from "../../domain/corporate_action.ts";
import { ONE, parseDecimal, type Quantity } from "../../domain/decimal.ts";
import { errorText, QtcError } from "../../domain/error.ts";
import { SYMBOL_PATTERN } from "../../domain/instrument.ts";
import type { CorporateActions } from "../../ports/corporate_actions.ts";

/** The columns of a file of splits and dividends, in this order. */
export const ACTION_COLUMNS = [
  "id",
  "symbol",
  "type",
  "ex_date",
  "new_shares",
  "old_shares",
  "cash",
] as const;

type Cells = Readonly<Record<typeof ACTION_COLUMNS[number], string>>;

/** Largest file that is read, bytes. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Lines that are named of those that are wrong. */
const FAULTS_MAX = 5;
const HEADER = ACTION_COLUMNS.join(",");

/** What a file of actions is held against. */
export interface ActionsFileOptions {
  /** Symbols that are crypto; absent: none. */
  readonly coins?: readonly string[];
}

/**
 * Returns the splits and dividends of a CSV file. It is read here, and again when
 * it is asked and has changed: what is added to it counts without a new start.
 *
 * @throws {QtcError} `invalid`, naming each wrong line and what would be right
 */
export function actionsFile(
  path: string,
  options: ActionsFileOptions = {},
): CorporateActions {
  const read = readerOf(path, options);
  read();
  const ask: CorporateActions["actions"] = async (symbols, from, to) => {
    const wanted = new Set(symbols);
    return await Promise.resolve(
      read().filter(({ symbol, exDate }) =>
        wanted.has(symbol) && exDate >= from && exDate <= to
      ),
    );
  };
  return { actions: ask };
}

/** Returns what reads a file, and parses it when its time or size is another one. */
function readerOf(
  path: string,
  options: ActionsFileOptions,
): () => readonly CorporateAction[] {
  let last: { actions: CorporateAction[]; version: string } | undefined;
  return () => {
    try {
      const { size, mtime } = Deno.statSync(path);
      const version = `${size} ${mtime?.getTime()}`;
      if (last?.version !== version) {
        if (size > FILE_BYTES_MAX) {
          const state = `it has more than ${FILE_BYTES_MAX} bytes`;
          throw new QtcError("too_large", state);
        }
        const text = Deno.readTextFileSync(path);
        last = { actions: parseActions(text, options), version };
      }
      return last.actions;
    } catch (cause) {
      const reason = errorText(cause);
      const message = `Cannot use the file of actions "${path}": ${reason}`;
      throw new QtcError("invalid", message, { cause });
    }
  };
}

/**
 * Returns the actions of a file's text, in the order of its lines.
 *
 * @throws {QtcError} `invalid`, naming each wrong line and what would be right
 */
export function parseActions(
  text: string,
  { coins = [] }: ActionsFileOptions = {},
): CorporateAction[] {
  const [first = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (first.replaceAll('"', "").trim() !== HEADER) {
    throw new QtcError("invalid", `its first line must be ${HEADER}`);
  }
  const actions: CorporateAction[] = [];
  const faults: string[] = [];
  const ids = new Map<string, number>();
  const numbered = lines.map((line, index) => ({ line, number: index + 2 }))
    .filter(({ line }) => line.trim() !== "");
  rowsOf(numbered.map(({ line }) => line)).forEach((row, index) => {
    const { number } = numbered[index]!;
    try {
      if (row instanceof Error) throw row;
      const action = actionOf(row);
      check(
        !coins.includes(action.symbol),
        `symbol "${action.symbol}" is a coin, which splits no shares and ` +
          "pays no dividend",
      );
      const before = ids.get(action.id);
      if (before !== undefined) {
        throw new QtcError(
          "invalid",
          `id "${action.id}" stands in line ${before}; each needs its own`,
        );
      }
      ids.set(action.id, number);
      actions.push(action);
    } catch (error) {
      faults.push(`line ${number}: ${errorText(error)}`);
    }
  });
  if (faults.length === 0) return actions;
  const more = faults.length - FAULTS_MAX;
  const named = faults.slice(0, FAULTS_MAX).join("; ");
  throw new QtcError(
    "invalid",
    more > 0 ? `${named}; and ${more} more` : named,
  );
}

/** Parses lines at once; one by one only when that fails, to find those that are wrong. */
function rowsOf(lines: readonly string[]): (Cells | Error)[] {
  const all = tryParse(lines.join("\n"));
  // A line break in quotes joins two lines.
  if (!(all instanceof Error) && all.length === lines.length) return all;
  return lines.map((line) => {
    const rows = tryParse(line);
    return rows instanceof Error ? rows : rows[0]!;
  });
}

function tryParse(text: string): Cells[] | Error {
  try {
    return parse(text, { header: ACTION_COLUMNS }) as unknown as Cells[];
  } catch (error) {
    return error as Error;
  }
}

function actionOf(cells: Cells): CorporateAction {
  const { id, symbol, type } = cells;
  check(/^\S{1,100}$/.test(id), `id "${id}" must be a word of its own`);
  check(
    SYMBOL_PATTERN.test(symbol),
    `symbol "${symbol}" must look like AAPL`,
  );
  const exDate = cells.ex_date;
  sessionOn(exDate);
  const common = { id, symbol, exDate };
  if (type === "split") {
    check(cells.cash === "", "cash is for dividends; it must be empty");
    const newShares = amount<Quantity>(cells, "new_shares");
    const oldShares = amount<Quantity>(cells, "old_shares");
    check(newShares !== oldShares, "a split must change the shares");
    return { ...common, type, newShares, oldShares };
  }
  check(type === "dividend", `type "${type}" must be split or dividend`);
  check(
    cells.new_shares === "" && cells.old_shares === "",
    "new_shares and old_shares are for splits; they must be empty",
  );
  return { ...common, type: "dividend", cash: amount(cells, "cash") };
}

/** At most a million, so that no product leaves what amounts are made for. */
function amount<T extends bigint>(
  cells: Cells,
  column: "new_shares" | "old_shares" | "cash",
): T {
  const text = cells[column];
  const value = text === "" ? 0n : parseDecimal(text);
  check(
    value > 0n && value <= 1_000_000n * ONE,
    `${column} "${text}" must be above 0 and at most 1000000`,
  );
  return value as T;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new QtcError("invalid", message);
}
