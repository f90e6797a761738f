/**
 * What the engine and a strategy's process say to each other. What comes from
 * the process is untrusted: it is cut, parsed and may speak only for the call
 * that is open.
 *
 * @module
 */

import { z } from "zod";
import { frame } from "./frames.ts";
import { CAPS, REQUESTS_MAX } from "./realm.ts";

/** Longest frame from a process, bytes: every part at its cap, and escaped. */
export const REPLY_MAX = 2 * 1024 * 1024;

/** What the engine sends: the window's rows, a script, all bars, a minute, answers. */
export type RequestKind = "B" | "L" | "W" | "C" | "A";

const log = z.string().max(CAPS.log).optional();
const signals = z.strictObject({
  signals: z.array(z.unknown()),
  state: z.string().max(CAPS.state).refine(isJson).optional(),
  log,
});
const requests = z.strictObject({
  requests: z.array(
    z.tuple([z.int().nonnegative(), z.string().max(40), z.array(z.unknown())]),
  ).min(1).max(REQUESTS_MAX),
});
const failure = z.strictObject({
  error: z.strictObject({
    load: z.literal(true).optional(),
    name: z.string().max(100),
    message: z.string().max(CAPS.message + 100),
    stack: z.string().max(CAPS.stack),
  }),
  log,
});
const stuck = z.strictObject({ stuck: z.literal(true), log });
const output = z.union([signals, requests, failure, stuck]);

/** What the realm said. */
export type Output = z.output<typeof output>;

/** A data request: number, method, arguments as they came. */
export type DataRequest = z.output<typeof requests>["requests"][number];

/** What went wrong in the strategy, in its own words. */
export type Failure = z.output<typeof failure>["error"];

/** A frame of a process that has been parsed. */
export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "output"; readonly id: number; readonly output: Output }
  /** The deadline ended the evaluation. */
  | { readonly kind: "timeout"; readonly id: number }
  /** The loader itself could not go on. */
  | { readonly kind: "failed"; readonly id: number };

/** Returns a frame for the process; `limitMs` is what is left of the deadline. */
export function requestFrame(
  kind: RequestKind,
  id: number,
  limitMs: number,
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(9);
  header[0] = kind.charCodeAt(0);
  const view = new DataView(header.buffer);
  view.setUint32(1, id);
  view.setUint32(5, Math.max(1, Math.ceil(limitMs)));
  return frame(header, ...parts);
}

/** Reads a frame of the process; `undefined` when it is not one of ours. */
export function parseReply(bytes: Uint8Array): Reply | undefined {
  if (bytes.length < 5) return undefined;
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const isEmpty = bytes.length === 5;
  switch (String.fromCharCode(bytes[0]!)) {
    case "R":
      return isEmpty && id === 0 ? { kind: "ready" } : undefined;
    case "T":
      return isEmpty ? { kind: "timeout", id } : undefined;
    case "F":
      return isEmpty ? { kind: "failed", id } : undefined;
    case "O": {
      const parsed = parseOutput(bytes.subarray(5));
      return parsed && { kind: "output", id, output: parsed };
    }
    default:
      return undefined;
  }
}

function parseOutput(bytes: Uint8Array): Output | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const { data } = output.safeParse(value);
  if (!data) return undefined;
  const part = "signals" in data
    ? data.signals
    : "requests" in data
    ? data.requests
    : undefined;
  // Longer than a part may be: then it is worth a look how long the part is.
  if (part && bytes.length > CAPS.signals) {
    if (JSON.stringify(part).length > CAPS.signals) return undefined;
  }
  return data;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
