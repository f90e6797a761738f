import { printable } from "../domain/printable.ts";
import {
  type Fault,
  faultLines,
  placeIn,
  type Sources,
} from "./fault_lines.ts";
import { remedyOf } from "./remedy.ts";

/** What `qtc strategy check` found. */
export interface CheckReport {
  /** As it was named. */
  readonly path: string;
  readonly sources: Sources;
  /** `strategy:MyStrategy`; absent when the package itself cannot be read. */
  readonly entryPoint?: string;
  /** Bytes of the packed script; absent when it could not be packed. */
  readonly packedBytes?: number;
  /** Milliseconds that it took. */
  readonly ms: number;
  /** Why the server would refuse it; absent when it would not. */
  readonly fault?: Fault;
}

/** File names that are shown. */
const NAMES_MAX = 8;
const encoder = new TextEncoder();

/** Returns a report as lines for people. */
export function checkLines(report: CheckReport): string[] {
  const { sources, entryPoint, packedBytes, ms, fault } = report;
  const names = Object.keys(sources);
  const shown = printable(names.slice(0, NAMES_MAX).join(", "));
  const more = names.length > NAMES_MAX
    ? ` and ${names.length - NAMES_MAX} more`
    : "";
  const lines = names.length === 0 ? [] : [
    `files    ${names.length}, ${sizeText(sourceBytes(sources))}: ` +
    `${shown}${more}`,
  ];
  if (entryPoint !== undefined) lines.push(`class    ${entryPoint}`);
  if (packedBytes !== undefined) {
    lines.push(`packed   ${sizeText(packedBytes)}`);
  }
  if (!fault) {
    lines.push("dry run  it answered a made-up minute as it should");
  }
  lines.push(`time     ${(ms / 1000).toFixed(2)} s`);
  if (!fault) return [...lines, "GOOD: the server takes it"];
  return [
    ...lines,
    "REFUSED: the server would not take it",
    "",
    ...faultLines(fault, sources),
  ];
}

/** Returns a report as a JSON value; names as in the HTTP contract. */
export function checkJson(
  report: CheckReport,
): Readonly<Record<string, unknown>> {
  const { sources, entryPoint, packedBytes, ms, fault } = report;
  return {
    ok: fault === undefined,
    entry_point: entryPoint ?? null,
    files: Object.keys(sources),
    source_bytes: sourceBytes(sources),
    packed_bytes: packedBytes ?? null,
    ms: Math.round(ms),
    fault: fault
      ? {
        ...fault,
        place: placeIn(fault.message) ?? null,
        remedy: remedyOf(fault),
      }
      : null,
  };
}

function sourceBytes(sources: Sources): number {
  return Object.values(sources).reduce(
    (sum, text) => sum + encoder.encode(text).length,
    0,
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  return bytes < 1e6
    ? `${(bytes / 1e3).toFixed(1)} KB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}
