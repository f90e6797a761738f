/** What operators are told about, the most important first. */
export const ALERT_KINDS = [
  "halt", // no new orders are taken, or they are again
  "invariant", // the books do not add up
  "disk", // it fills
  "feed", // no bars come
  "frozen", // a price jumped, and nobody trades the symbol
  "quarantine", // a team is out after timeouts or crashes
] as const;

/** What an alert is about. */
export type AlertKind = typeof ALERT_KINDS[number];

/** How the body of an alert is written: for whom it is. */
export type AlertFormat = "slack" | "discord" | "json";

/** Something that an operator wants to know at once. */
export interface Alert {
  readonly kind: AlertKind;
  /** Whom or what of its kind it concerns, such as a team; absent when there is one only. */
  readonly subject?: string;
  readonly state: "raised" | "cleared";
  /** One sentence without a final period; a team's words may be in it. */
  readonly message: string;
  /** Unix milliseconds of the competition. */
  readonly at: number;
}

/** An alert that has arrived. */
export interface ToldAlert extends Alert {
  /** When it did, real time, Unix milliseconds. */
  readonly toldAt: number;
}

/** Compares alerts, the most important first. */
export function byImportance(
  a: Pick<Alert, "kind">,
  b: Pick<Alert, "kind">,
): number {
  return ALERT_KINDS.indexOf(a.kind) - ALERT_KINDS.indexOf(b.kind);
}

/** Returns a text that two alerts share when they are about the same thing. */
export function alertKey(
  { kind, subject }: Pick<Alert, "kind" | "subject">,
): string {
  return subject === undefined ? kind : `${kind} ${subject}`;
}
