import type { SnapshotView } from "./team_views.ts";

/**
 * Returns a team's snapshot in one line of text:
 * `team-alpha | Cash: $5,000.00 | Portfolio Value: $10,500.25 | Positions:
 * [["NVDA", $500.00, 10]]`, each position with its average cost and quantity.
 */
export function teamLine(
  teamId: string,
  snapshot: SnapshotView | undefined,
): string {
  const positions = (snapshot?.positions ?? []).map((position) =>
    `[${JSON.stringify(position.symbol)}, ${dollars(position.avgCost)}, ` +
    `${plainNumber(position.quantity)}]`
  );
  return [
    teamId,
    `Cash: ${dollars(snapshot?.cash)}`,
    `Portfolio Value: ${dollars(snapshot?.marketValue)}`,
    `Positions: [${positions.join(", ")}]`,
  ].join(" | ");
}

/** Returns `$5,000.00`, `-$0.50`, or `n/a` when there is no amount. */
function dollars(amount: number | undefined): string {
  if (amount === undefined) return "n/a";
  const [whole = "", cents] = Math.abs(amount).toFixed(2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  // Nothing is not less than nothing: -0.001 is $0.00.
  const sign = Number(amount.toFixed(2)) < 0 ? "-" : "";
  return `${sign}$${grouped}.${cents}`;
}

/** Returns a quantity without an exponent, at most nine digits after the point. */
function plainNumber(quantity: number): string {
  return quantity.toFixed(9).replace(/\.?0+$/, "");
}
