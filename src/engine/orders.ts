import { MINUTE_MS } from "../domain/bar.ts";
import { openOrders } from "../domain/books.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { cancelTime, type Decision } from "./decide.ts";
import { type Engine, record } from "./engine.ts";
import { eventsOf } from "./settle.ts";

/** An intent may be sent this long after its minute's start, milliseconds (R3). */
const SEND_MS = 120_000;

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
 * answers. After a crash the same orders go out under the same ids. In real
 * time what is too old is not sent any more.
 */
export async function submit(engine: Engine, minute: number): Promise<void> {
  const { broker, settings } = engine;
  if (settings.isLive) expireUnsent(engine, minute);
  const open = openOrders(engine.books);
  // Those of teams that were removed since the last minute are asked for with
  // this one, also when a night or a weekend lies between.
  const since = (engine.books.open?.after ?? minute - MINUTE_MS) + MINUTE_MS;
  const cancels = open.filter(({ status, cancelAt = 0 }) =>
    status === "PENDING_CANCEL" && cancelAt >= since
  );
  const orders = open.filter(({ status }) => status === "SUBMITTING");
  const reports = [
    ...(cancels.length > 0 ? await broker.cancel(cancels) : []),
    ...(orders.length > 0 ? await broker.submit(orders) : []),
  ];
  record(engine, { events: eventsOf(engine, minute, reports) });
}

/** Ends what never left the house and may not leave any more (R3). */
export function expireUnsent(engine: Engine, minute: number): void {
  const now = engine.clock.now();
  const unsent = openOrders(engine.books).filter((order) =>
    order.status === "SUBMITTING" && now > order.minute + SEND_MS
  );
  if (unsent.length > 0) {
    engine.log.write("warning", `Too late to send ${unsent.length} orders`);
  }
  record(engine, {
    events: unsent.map(({ id, teamId }) => ({
      kind: "status",
      teamId,
      orderId: id,
      minute,
      status: "EXPIRED",
      at: now,
      note: "not_sent",
    })),
  });
}
