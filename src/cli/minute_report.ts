import type { Money } from "../domain/decimal.ts";
import type { Denial } from "../domain/denial.ts";
import type { LedgerEvent } from "../domain/event.ts";
import type { Fill } from "../domain/fill.ts";
import type { OrderIntent, OrderStatus } from "../domain/order.ts";
import type { RunError, RunOutcome } from "../domain/run.ts";
import type { Batch } from "../ports/ledger.ts";

/** The end of an order that nobody filled. */
export interface Ending {
  readonly order: OrderIntent;
  readonly status: OrderStatus;
  readonly note?: string;
}

/** What one team did and got in one minute, in the order of {@linkcode MinuteReport.fills} first. */
export interface MinuteReport {
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** Absent when it was not called. */
  readonly outcome?: RunOutcome;
  readonly error?: RunError;
  /** How many signals it returned. */
  readonly signals: number;
  /** What earlier orders got on this minute's bar. */
  readonly fills: readonly Fill[];
  readonly endings: readonly Ending[];
  readonly orders: readonly OrderIntent[];
  readonly denials: readonly Denial[];
  /** What it wrote with `console.log`. */
  readonly log: string;
  /** Milliseconds until its answer was there, and of processor time. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Whether it had to be started anew. */
  readonly fresh: boolean;
  /** Value at the minute's prices, before its orders; absent before the first. */
  readonly equity?: Money;
}

type Draft = { -readonly [K in keyof MinuteReport]: MinuteReport[K] };

const ENDED: readonly OrderStatus[] = ["CANCELED", "EXPIRED", "REJECTED"];

/** Returns a function that takes what became durable and returns a minute that has closed. */
export function minuteCollector(
  teamId: string,
): (batch: Batch) => MinuteReport | undefined {
  const sent = new Map<string, OrderIntent>();
  let open: Draft | undefined;
  return ({ events, telemetry = [] }) => {
    let closed: MinuteReport | undefined;
    for (const event of events) {
      if (event.kind === "opened") open = emptyMinute(event.minute);
      if (!open) continue;
      if (event.kind === "closed" || event.kind === "skipped") {
        closed = open;
        open = undefined;
      } else take(open, event, teamId, sent);
    }
    const measured = telemetry.find((each) => each.teamId === teamId);
    if (open && measured) {
      const { wallMs, cpuMs, fresh, log } = measured;
      Object.assign(open, { wallMs, cpuMs, fresh, log });
    }
    return closed;
  };
}

function emptyMinute(minute: number): Draft {
  return {
    ...{ minute, signals: 0, wallMs: 0, cpuMs: 0, fresh: false, log: "" },
    ...{ fills: [], endings: [], orders: [], denials: [] },
  };
}

function take(
  report: Draft,
  event: LedgerEvent,
  teamId: string,
  sent: Map<string, OrderIntent>,
): void {
  if (event.kind === "valued") {
    const equity = event.equity[teamId];
    if (equity !== undefined) report.equity = equity;
  } else if (event.kind === "runs") {
    const run = event.runs.find((each) => each.teamId === teamId);
    if (!run) return;
    report.outcome = run.outcome;
    report.signals = (run.signals?.length ?? 0) + (run.dropped ?? 0);
  } else if (!("teamId" in event) || event.teamId !== teamId) return;
  else if (event.kind === "fill") report.fills = [...report.fills, event];
  else if (event.kind === "denial") report.denials = [...report.denials, event];
  else if (event.kind === "order") {
    sent.set(event.order.id, event.order);
    report.orders = [...report.orders, event.order];
  } else if (event.kind === "status" && ENDED.includes(event.status)) {
    const order = sent.get(event.orderId);
    if (!order) return;
    const { status, note } = event;
    const ending = { order, status, ...(note !== undefined && { note }) };
    report.endings = [...report.endings, ending];
  } else if (event.kind === "failure") {
    const { type, message, phase } = event;
    report.error = { type, message, phase };
  }
}
