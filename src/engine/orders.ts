import { openOrders } from "../domain/books.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { cancelTime, type Decision } from "./decide.ts";
import { type Engine, record } from "./engine.ts";
import { eventsOf } from "./settle.ts";

/** Makes a decision durable: the log before the effect (R3). */
export function recordIntents(
  engine: Engine,
  minute: number,
  { orders, cancels, denials }: Decision,
): void {
  if (engine.books.open?.phase === "decided") return;
  const events: LedgerEvent[] = [
    ...denials.map((denial) => ({ kind: "denial" as const, ...denial })),
    ...orders.map((order) => ({
      kind: "order" as const,
      teamId: order.teamId,
      minute,
      order,
    })),
    ...cancels.map(({ teamId, orderId }) => ({
      kind: "status" as const,
      teamId,
      orderId,
      minute,
      status: "PENDING_CANCEL" as const,
      at: cancelTime(minute),
    })),
  ];
  if (events.length > 0) {
    record(engine, { events: [...events, { kind: "decided", minute }] });
  }
}

/**
 * Sends what is durable and not sent yet, cancels before orders, and books the
 * answers. After a crash the same orders go out under the same ids.
 */
export async function submit(engine: Engine, minute: number): Promise<void> {
  const { books, broker } = engine;
  const open = openOrders(books);
  const cancels = open.filter(({ status, cancelAt }) =>
    status === "PENDING_CANCEL" && cancelAt === cancelTime(minute)
  );
  const orders = open.filter(({ status }) => status === "SUBMITTING");
  const reports = [
    ...(cancels.length > 0 ? await broker.cancel(cancels) : []),
    ...(orders.length > 0 ? await broker.submit(orders) : []),
  ];
  record(engine, { events: eventsOf(engine, minute, reports) });
}
