import { decimalText } from "../domain/decimal.ts";
import type { Fill } from "../domain/fill.ts";
import type { OrderIntent } from "../domain/order.ts";
import { printable } from "../domain/printable.ts";
import { dollars } from "./dollars.ts";
import { faultLines, type Sources } from "./fault_lines.ts";
import type { MinuteReport } from "./minute_report.ts";

/** What a strategy had at the end of a trial. Amounts are 1e-9 units. */
export interface TrialEnd {
  readonly startCash: bigint;
  readonly cash: bigint;
  readonly equity: bigint;
  readonly positions: readonly {
    readonly symbol: string;
    /** Signed. */
    readonly quantity: bigint;
    readonly value: bigint;
  }[];
  readonly openOrders: number;
}

/** Lines of a minute's log that are shown. */
const LOG_LINES_MAX = 20;
const INDENT = " ".repeat(18);
/** Titles of the table, each with its width; numbers stand right. */
const COLUMNS: readonly (readonly [title: string, width: number])[] = [
  ["minute (UTC)", -16],
  ["result", -14],
  ["signals", 7],
  ["orders", 6],
  ["fills", 5],
  ["denied", 6],
  ["wall ms", 8],
  ["cpu ms", 7],
  ["value", 14],
];

/**
 * Returns how to see the same market again.
 *
 * @param from First minute, Unix milliseconds
 */
export function marketLine(seed: number, from: number): string {
  const at = `${new Date(from).toISOString().slice(0, 19)}Z`;
  return `market    simulated; the same again with --seed ${seed} --at ${at}`;
}

/** Returns the title line of the table. */
export function tableHead(): string {
  return row(COLUMNS.map(([title]) => title));
}

/**
 * Returns one minute as a row and what happened in it below.
 *
 * @param told Messages that were shown with their source line before; a new one is added
 */
export function minuteLines(
  report: MinuteReport,
  sources: Sources,
  told: Set<string>,
): string[] {
  const { fills, endings, orders, denials, log, error } = report;
  const first = row([
    timeText(report.minute),
    (report.outcome ?? "not called") + (report.fresh ? " (new)" : ""),
    ...[report.signals, orders.length, fills.length, denials.length].map(count),
    report.wallMs.toFixed(1),
    report.cpuMs.toFixed(1),
    report.equity === undefined ? "" : dollars(report.equity),
  ]);
  const more = [
    ...fills.map((fill) => `fill    ${fillText(fill)}`),
    ...endings.map(({ order, status, note }) =>
      `ended   ${orderText(order)}: ${status.toLowerCase()}` +
      (note === undefined ? "" : `, ${note}`)
    ),
    ...orders.map((order) => `order   ${orderText(order)}${reasonOf(order)}`),
    ...denials.map(({ rule, symbol, message }) =>
      `denied  ${symbol === undefined ? "" : `${symbol} `}${rule}: ${message}`
    ),
    ...logLines(log),
  ];
  return [
    first,
    ...more.map((line) => `${INDENT}${printable(line)}`),
    ...(error ? errorLines(error, sources, told) : []),
  ];
}

/** Returns the end of a trial as lines: outcomes, counts, times, book. */
export function summaryLines(
  reports: readonly MinuteReport[],
  end: TrialEnd,
): string[] {
  const called = reports.filter(({ outcome }) => outcome !== undefined);
  const sum = (of: (report: MinuteReport) => number) =>
    called.reduce((total, each) => total + of(each), 0);
  const outcomes = Map.groupBy(called, ({ outcome }) => outcome ?? "");
  const results = [...outcomes].map(([name, { length }]) =>
    `${length} ${name}`
  );
  const gain = end.equity - end.startCash;
  return [
    `called    ${counted(called.length, "minute")}: ${
      results.join(", ") || "none"
    }`,
    `signals   ${sum(({ signals }) => signals)}, ` +
    `orders ${sum(({ orders }) => orders.length)}, ` +
    `fills ${reports.reduce((n, { fills }) => n + fills.length, 0)}, ` +
    `denied ${sum(({ denials }) => denials.length)}`,
    `wall ms   ${spread(called.map(({ wallMs }) => wallMs))}`,
    `cpu ms    ${spread(called.map(({ cpuMs }) => cpuMs))}`,
    `cash      ${dollars(end.cash)}`,
    ...end.positions.map(({ symbol, quantity, value }) =>
      `holds     ${decimalText(quantity)} ${symbol}, worth ${dollars(value)}`
    ),
    ...(end.openOrders > 0
      ? [`open      ${counted(end.openOrders, "order")}`]
      : []),
    `value     ${dollars(end.equity)} (${gain < 0n ? "" : "+"}${
      dollars(gain)
    })`,
  ];
}

/** Returns an order in words: `buy 5.25 AAPL at market (190.12)`. */
export function orderText(order: OrderIntent): string {
  const { side, quantity, symbol, limit, reference, mark } = order;
  const price = limit === undefined
    ? `market (${decimalText(reference ?? mark)})`
    : decimalText(limit);
  return `${side} ${decimalText(quantity)} ${symbol} at ${price}`;
}

/** Returns a fill in words: `bought 5.25 AAPL at 190.15, fee 0.5`. */
export function fillText(fill: Fill): string {
  const { quantity, symbol, price, fee, feeQuantity } = fill;
  const size = quantity < 0n ? -quantity : quantity;
  const paid = fee > 0n
    ? `, fee ${decimalText(fee)}`
    : feeQuantity > 0n
    ? `, fee ${decimalText(feeQuantity)} ${symbol}`
    : "";
  return `${quantity > 0n ? "bought" : "sold"} ${decimalText(size)} ` +
    `${symbol} at ${decimalText(price)}${paid}`;
}

/** The same error is explained once, then only named. */
function errorLines(
  error: { readonly type: string; readonly message: string },
  sources: Sources,
  told: Set<string>,
): string[] {
  const lines = faultLines(error, sources);
  const isNew = !told.has(error.message);
  told.add(error.message);
  return (isNew ? lines : lines.slice(0, 1)).map((line) =>
    line === "" ? "" : `    ${line}`
  );
}

function logLines(log: string): string[] {
  if (log === "") return [];
  const lines = log.replace(/\n$/, "").split("\n");
  const more = lines.length - LOG_LINES_MAX;
  return [
    ...lines.slice(0, LOG_LINES_MAX).map((line) => `log     ${line}`),
    ...(more > 0 ? [`log     … and ${counted(more, "more line")}`] : []),
  ];
}

function reasonOf({ reason, rounded }: OrderIntent): string {
  const parts = [reason, rounded].filter((each) => each !== undefined);
  return parts.length === 0 ? "" : `: ${parts.join("; ")}`;
}

/** The middle one and the largest. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `median ${middle.toFixed(1)}, max ${(sorted.at(-1) ?? 0).toFixed(1)}`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => {
    const width = COLUMNS[index]?.[1] ?? 0;
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  }).join("  ").trimEnd();
}

function counted(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? "" : "s"}`;
}

function count(value: number): string {
  return value === 0 ? "." : `${value}`;
}

function timeText(minute: number): string {
  return new Date(minute).toISOString().slice(0, 16).replace("T", " ");
}
