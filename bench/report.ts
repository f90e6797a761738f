/** A bound and which way it binds. */
export type Bound =
  | { readonly atMost: number }
  | { readonly atLeast: number };

/** One measured figure. */
export interface Figure {
  readonly name: string;
  /** In `unit`; a median unless the name says otherwise. */
  readonly value: number;
  /** `ms`, `s`, `MB` (1e6 bytes), `/s`. */
  readonly unit: string;
  /** What the machine needs for the bare work, same unit, measured in the same run. */
  readonly floor?: number;
  /** Median of the ratios of neighbours, where that is not `value / floor`. */
  readonly ratio?: number;
  /** Binds the ratio where there is a floor, else the value. */
  readonly bound?: Bound;
}

/** Returns the `share` quantile (0..1) of numbers, the nearest one that occurred. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.max(0, place)] ?? NaN;
}

/** Returns the median of numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Returns the ratio of a figure to its floor; `undefined` without a floor. */
export function ratioOf(figure: Figure): number | undefined {
  const { value, floor, ratio } = figure;
  return ratio ?? (floor === undefined ? undefined : value / floor);
}

/** Says whether a figure keeps its bound; a figure without one does. */
export function isKept(figure: Figure): boolean {
  const { bound } = figure;
  const bounded = ratioOf(figure) ?? figure.value;
  if (!bound) return Number.isFinite(bounded);
  return "atMost" in bound ? bounded <= bound.atMost : bounded >= bound.atLeast;
}

/** Returns figures as a table in Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ["figure", "measured", "floor", "ratio", "bound", ""],
    ["---", "---:", "---:", "---:", "---:", "---"],
    ...figures.map(row),
  ];
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]!.length))
  );
  return rows.map((cells, line) =>
    `| ${
      cells.map((cell, column) => {
        const width = widths[column]!;
        if (line === 1) {
          return cell.endsWith(":")
            ? "-".repeat(width - 1) + ":"
            : "-".repeat(width);
        }
        return column === 0 || column === 5
          ? cell.padEnd(width)
          : cell.padStart(width);
      }).join(" | ")
    } |`
  ).join("\n");
}

function row(figure: Figure): string[] {
  const { name, value, unit, floor, bound } = figure;
  const ratio = ratioOf(figure);
  const isRatio = ratio !== undefined;
  const limit = bound &&
    ("atMost" in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`);
  return [
    name,
    `${digits(value)} ${unit}`,
    floor === undefined ? "" : `${digits(floor)} ${unit}`,
    isRatio ? ratio.toFixed(2) : "",
    limit === undefined ? "" : isRatio ? limit : `${limit} ${unit}`,
    bound === undefined ? "" : isKept(figure) ? "ok" : "OVER",
  ];
}

/** Three digits that count, no more. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
