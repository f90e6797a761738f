import type { Fault } from "./faults.ts";

/** What the server asks of the half that keeps orders and accounts. */
export interface TradingHalf {
  /**
   * Answers a request of the trading API that is authorised, within the rate
   * limit and not lost; 404 when there is no such route.
   */
  handle(request: Request, url: URL): Promise<Response>;
  /** Takes an open socket of `/stream`. */
  connect(socket: TradingSocket): void;
  /** Returns the truth: accounts, orders, executions, as JSON. */
  ledger(): unknown;
  /** Does at once what a fault that acts says: `paper_reset`, `foreign_order` and so on. */
  act(fault: Fault): void;
  /** Stops what it does on its own. */
  close(): void;
}

/** A socket as a half sees it: texts in, texts or bytes out, and a way to cut it. */
export interface TradingSocket {
  /** Sends one message; nothing happens once it is closed. */
  send(message: string | Uint8Array<ArrayBuffer>): void;
  /** Closes with a code, as a server does that means it. */
  close(code: number, reason: string): void;
  /** Ends the connection without a word: the client sees 1006. */
  cut(): void;
  /** Returns the bytes that the client has not taken yet. */
  buffered?(): number;
  /** Takes each message, as text whatever frame it came in. */
  onMessage: (text: string) => void;
  /** Called once, however it ended. */
  onClose: () => void;
}
