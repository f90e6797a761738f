import { z } from "zod";

/** One message of the market data sockets, as far as QTC reads them. */
export type SocketMessage =
  | { readonly kind: "success"; readonly said: string }
  | { readonly kind: "error"; readonly code: number }
  | { readonly kind: "subscription" }
  | {
    readonly kind: "bar";
    /** A bar that was given before, with late trades. */
    readonly isUpdate: boolean;
    /** Alpaca's form. */
    readonly symbol: string;
    /** The bar as REST writes it. */
    readonly json: unknown;
  }
  | {
    readonly kind: "status";
    readonly symbol: string;
    /** What the tape says: `H` and `2` is a halt, `T` and `3` its end. */
    readonly code: string;
  };

/** Largest frame that is read, characters or bytes. */
const FRAME_MAX = 8 * 2 ** 20;

const MESSAGE = z.object({
  T: z.string(),
  S: z.string().optional(),
  msg: z.string().optional(),
  code: z.number().optional(),
  sc: z.string().optional(),
}).loose();
const FRAME = z.array(z.unknown());

/**
 * Reads a frame: text, or bytes that hold text, always an array. Messages of
 * kinds that nobody asked for are left out.
 *
 * @returns `undefined` for what is too large or no such text
 */
export function readFrame(
  data: string | ArrayBuffer,
): SocketMessage[] | undefined {
  const size = typeof data === "string" ? data.length : data.byteLength;
  if (size > FRAME_MAX) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(
      typeof data === "string" ? data : new TextDecoder().decode(data),
    );
  } catch {
    return undefined;
  }
  const frame = FRAME.safeParse(json);
  return frame.success ? frame.data.flatMap(readMessage) : undefined;
}

function readMessage(json: unknown): SocketMessage[] {
  const parsed = MESSAGE.safeParse(json);
  if (!parsed.success) return [];
  const { T, S: symbol, msg, code, sc } = parsed.data;
  if (T === "success") return [{ kind: "success", said: msg ?? "" }];
  if (T === "error") return [{ kind: "error", code: code ?? 0 }];
  if (T === "subscription") return [{ kind: "subscription" }];
  if (symbol === undefined) return [];
  if (T === "b" || T === "u") {
    return [{ kind: "bar", isUpdate: T === "u", symbol, json }];
  }
  return T === "s" && sc !== undefined
    ? [{ kind: "status", symbol, code: sc }]
    : [];
}
