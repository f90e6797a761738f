import type { TradingSocket } from "./trading_half.ts";

/** A socket that a test holds at the other end. */
export interface HeldSocket extends TradingSocket {
  /** What was sent, oldest first. */
  readonly sent: (string | Uint8Array)[];
  /** `1001 going away`, or `cut`; absent while it is open. */
  ended?: string;
  /** Bytes that are said not to have been taken. */
  waiting: number;
}

/** Returns an open socket to nobody. */
export function heldSocket(): HeldSocket {
  const end = (how: string) => {
    if (socket.ended !== undefined) return;
    socket.ended = how;
    socket.onClose();
  };
  const socket: HeldSocket = {
    sent: [],
    waiting: 0,
    buffered: () => socket.waiting,
    send: (message) => void (socket.ended ?? socket.sent.push(message)),
    close: (code, reason) => end(`${code} ${reason}`),
    cut: () => end("cut"),
    onMessage: () => {},
    onClose: () => {},
  };
  return socket;
}

/** Returns the messages of a frame, whatever kind it is. */
export function readFrame(frame: string | Uint8Array | undefined): unknown[] {
  const text = typeof frame === "string"
    ? frame
    : new TextDecoder().decode(frame);
  return JSON.parse(text);
}
