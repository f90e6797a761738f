import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { readFrame, type SocketMessage } from "./socket_frame.ts";

/** Where a socket is, and what it is for. */
export interface BarsSocketOptions {
  /** Such as `wss://stream.data.alpaca.markets/v2/iex`. */
  readonly url: string;
  /** What it is called in the log and in reasons, such as `stock socket`. */
  readonly name: string;
  /** Secrets: they are sent once connected, and are in no line of the log. */
  readonly keyId: string;
  readonly secretKey: string;
  /** Alpaca's form. */
  readonly symbols: readonly string[];
  /** Whether halts are told as well: of equities. */
  readonly hasStatuses: boolean;
  readonly clock: Clock;
  /** Uniform in [0, 1); spreads the waits. */
  readonly random: () => number;
  readonly log: Log;
  /** Takes bars and statuses as they come. */
  readonly onMessage: (message: SocketMessage) => void;
  /** Hears why there is no connection, and with `undefined` that there is one. */
  readonly onState: (reason: string | undefined) => void;
}

/** A socket that connects again by itself. */
export interface BarsSocket {
  /** When the connection began to deliver, Unix milliseconds; `undefined` while there is none. */
  liveSince(): number | undefined;
  /** Gives the connection up for a new one: it is dead, though it looks alive. */
  restart(reason: string): void;
  /** Says goodbye, so that the next start may connect; waits two seconds at most. */
  close(): Promise<void>;
}

/** How a connection ended. */
interface End {
  readonly reason: string;
  /** Least time to the next, milliseconds. */
  readonly waitMs?: number;
}

const OPEN_MS = 10_000;
const GOODBYE_MS = 2_000;
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 64_000;
/** A half-open connection of ours counts for a while. */
const LIMIT_WAIT_MS = 5_000;
/** What nobody but the operator can mend is tried again as seldom as that. */
const TERMINAL_WAIT_MS = 10 * 60_000;
/** A connection that lived so long was a good one. */
const GOOD_MS = 60_000;

/** Source: https://docs.alpaca.markets/docs/streaming-market-data */
const ERRORS: Readonly<Record<number, End>> = {
  401: { reason: "not_authenticated", waitMs: TERMINAL_WAIT_MS },
  402: { reason: "bad_keys", waitMs: TERMINAL_WAIT_MS },
  404: { reason: "auth_timeout", waitMs: TERMINAL_WAIT_MS },
  405: { reason: "symbol_limit" },
  406: { reason: "connection_limit", waitMs: LIMIT_WAIT_MS },
  407: { reason: "slow_client" },
  408: { reason: "not_permitted" },
  409: { reason: "not_permitted" },
  500: { reason: "server_error" },
};

/**
 * Opens one of Alpaca's market data sockets and keeps it open: after 1 s to 64 s
 * with jitter it connects again, at least 5 s after a refused connection. Errors
 * that the keys have to do with stop it for ten minutes.
 */
export function barsSocket(options: BarsSocketOptions): BarsSocket {
  const { clock, random, log, name, onState } = options;
  const stop = new AbortController();
  let live: number | undefined;
  let giveUp: (end: End) => void = () => {};

  const run = async () => {
    for (let failures = 0; !stop.signal.aborted;) {
      const link = connect(options, () => {
        live = clock.now();
        onState(undefined);
        log.write("info", `The ${name} is connected`);
      });
      giveUp = link.end;
      if (stop.signal.aborted) link.end({ reason: "stopped" });
      const { reason, waitMs = 0 } = await link.ended;
      const wasGood = live !== undefined && clock.now() - live >= GOOD_MS;
      live = undefined;
      if (stop.signal.aborted) return;
      failures = wasGood ? 1 : failures + 1;
      onState(reason);
      const backOff = Math.min(
        FIRST_WAIT_MS * 2 ** (failures - 1) * (0.8 + 0.4 * random()),
        WAIT_MAX_MS,
      );
      const wait = Math.max(backOff, waitMs);
      log.write("warning", `The ${name} is not connected: ${reason}`, {
        nextTryMs: Math.round(wait),
      });
      await clock.sleepUntil(clock.now() + wait, stop.signal);
    }
  };
  const running = run();

  return {
    liveSince: () => live,
    restart(reason) {
      if (live !== undefined) giveUp({ reason });
    },
    async close() {
      stop.abort();
      giveUp({ reason: "stopped" });
      await running;
    },
  };
}

/** A connection on its way. */
interface Link {
  /** Resolves when it is over and closed. */
  readonly ended: Promise<End>;
  end(end: End): void;
}

function connect(options: BarsSocketOptions, onLive: () => void): Link {
  const { url, clock } = options;
  const { promise, resolve: end } = Promise.withResolvers<End>();
  const isOver = new AbortController();
  const isClosed = Promise.withResolvers<void>();
  let isLive = false;
  let socket: WebSocket;
  try {
    socket = new WebSocket(url);
  } catch {
    // What is thrown names the address; nobody but the operator can mend it.
    return {
      ended: Promise.resolve({ reason: "bad_url", waitMs: TERMINAL_WAIT_MS }),
      end,
    };
  }
  socket.binaryType = "arraybuffer";
  socket.onerror = () => end({ reason: "no_route" });
  socket.onclose = () => {
    end({ reason: "closed" });
    isClosed.resolve();
  };
  socket.onmessage = ({ data }) => {
    if (isOver.signal.aborted) return;
    const messages = readFrame(data);
    if (!messages) return end({ reason: "not_json" });
    for (const message of messages) {
      if (message.kind === "error") {
        return end(
          ERRORS[message.code] ?? { reason: `refused_${message.code}` },
        );
      }
      const reply = answerTo(message, options);
      if (reply !== undefined) socket.send(JSON.stringify(reply));
      else if (message.kind === "subscription" && !isLive) {
        isLive = true;
        onLive();
      } else options.onMessage(message);
    }
  };
  void clock.sleepUntil(clock.now() + OPEN_MS, isOver.signal).then(() => {
    if (!isLive) end({ reason: "timeout" });
  });
  const ended = promise.then(async (how) => {
    isOver.abort();
    if (socket.readyState === WebSocket.CLOSED) return how;
    socket.close();
    const isGone = new AbortController();
    void isClosed.promise.then(() => isGone.abort());
    await clock.sleepUntil(clock.now() + GOODBYE_MS, isGone.signal);
    return how;
  });
  return { ended, end };
}

/** Returns what a greeting is answered with. */
function answerTo(
  message: SocketMessage,
  { keyId, secretKey, symbols, hasStatuses }: BarsSocketOptions,
): object | undefined {
  if (message.kind !== "success") return undefined;
  if (message.said === "connected") {
    return { action: "auth", key: keyId, secret: secretKey };
  }
  return message.said === "authenticated"
    ? {
      ...{ action: "subscribe", bars: symbols, updatedBars: symbols },
      ...(hasStatuses && { statuses: symbols }),
    }
    : undefined;
}
