import { invalid } from "./errors.ts";
import type { OrderTerms } from "./orders.ts";

/** Minutes of a New York day. */
const AFTERNOON_END = 19 * 60;
const OPG_FROM = 9 * 60 + 28;
const CLS_FROM = 15 * 60 + 50;

/**
 * Checks that an order for an auction does not come when these are refused:
 * `opg` from 09:28, `cls` from 15:50, both until 19:00, New York time.
 *
 * @param at Unix milliseconds
 * @throws {Refusal} 422
 */
export function checkHours({ tif }: Pick<OrderTerms, "tif">, at: number): void {
  if (tif !== "opg" && tif !== "cls") return;
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(
    Math.floor(at),
  )
    .toZonedDateTimeISO("America/New_York");
  const now = hour * 60 + minute;
  const from = tif === "opg" ? OPG_FROM : CLS_FROM;
  if (now < from || now >= AFTERNOON_END) return;
  throw invalid(
    `${tif} orders are not accepted between ${
      tif === "opg" ? "9:28am" : "3:50pm"
    } and 7:00pm`,
  );
}
