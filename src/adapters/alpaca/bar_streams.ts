import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { readBar } from "./bar_json.ts";
import { type BarsSocket, barsSocket } from "./bars_socket.ts";
import type { StockFeed } from "./rest.ts";
import type { SeenBars } from "./seen_bars.ts";
import type { SocketMessage } from "./socket_frame.ts";
import type { SymbolForms } from "./symbols.ts";

/** What {@linkcode barStreams} opens, and where it leaves what comes. */
export interface BarStreamsOptions {
  /** Origin, such as `wss://stream.data.alpaca.markets`. */
  readonly streamUrl: string;
  readonly keyId: string;
  readonly secretKey: string;
  readonly feed: StockFeed;
  readonly instruments: readonly Instrument[];
  readonly forms: SymbolForms;
  readonly seen: SeenBars;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Hears why a socket is not connected, and with `undefined` that all are. */
  readonly onState: (reason: string | undefined) => void;
}

/** The sockets of the classes that there are instruments of. */
export interface BarStreams {
  /** Says whether a class has a socket that delivers. */
  isLive(assetClass: AssetClass): boolean;
  /** Says whether trading in a symbol is halted, as far as a socket has told. */
  isHalted(symbol: string): boolean;
  /** Hears up to which minute REST has bars of a class: a socket that has none is dead. */
  checkWith(assetClass: AssetClass, newest: number | undefined): void;
  close(): Promise<void>;
}

/** A socket without a bar for so long, while REST has one, is dead. */
const MUTE_MS = 90_000;
/** Bars of a longer time ago are no news, milliseconds. */
const OLD_MS = 30 * MINUTE_MS;
/** Source: UTP and CTA halt codes, https://docs.alpaca.markets/docs/real-time-stock-pricing-data */
const HALTED = ["H", "P", "2"];
const RESUMED = ["T", "3"];

interface Stream {
  readonly socket: BarsSocket;
  /** Why it is not connected. */
  reason: string | undefined;
  /** Newest minute that it had a bar of, Unix milliseconds. */
  newest: number;
}

/** Opens the sockets; what they bring goes into `seen`. */
export function barStreams(options: BarStreamsOptions): BarStreams {
  const { clock, instruments, log } = options;
  /** Since when, Unix milliseconds. */
  const halted = new Map<string, number>();
  const streams = new Map<AssetClass, Stream>();

  const tell = () => {
    const bad = [...streams.values()].find(({ reason }) => reason);
    options.onState(bad?.reason);
  };

  for (const assetClass of ["equity", "crypto"] as const) {
    const some = instruments.filter((each) => each.assetClass === assetClass);
    if (some.length === 0) continue;
    const name = assetClass === "equity" ? "stock socket" : "crypto socket";
    const stream: Stream = {
      socket: barsSocket({
        ...options,
        ...{ name, url: urlOf(assetClass, options) },
        symbols: some.map(({ symbol }) => options.forms.theirs(symbol)),
        hasStatuses: assetClass === "equity",
        onState(reason) {
          stream.reason = reason && `${name}: ${reason}`;
          if (reason === undefined) stream.newest = -Infinity;
          // What was told meanwhile is told to nobody again.
          for (const { symbol } of some) halted.delete(symbol);
          tell();
        },
        onMessage: (message) => take(message, stream, { ...options, halted }),
      }),
      reason: undefined,
      newest: -Infinity,
    };
    streams.set(assetClass, stream);
  }

  return {
    isLive: (assetClass) =>
      streams.get(assetClass)?.socket.liveSince() !== undefined,
    isHalted: (symbol) => halted.has(symbol),
    checkWith(assetClass, newest = -Infinity) {
      const stream = streams.get(assetClass);
      const since = stream?.socket.liveSince();
      if (!stream || since === undefined || stream.newest >= newest) return;
      const silent = clock.now() - Math.max(stream.newest + MINUTE_MS, since);
      // What REST has was there before the socket, or could not be missed.
      if (newest + MINUTE_MS <= since || silent <= MUTE_MS) return;
      log.write("warning", "A socket is mute while REST has bars", {
        assetClass,
      });
      stream.socket.restart("mute");
    },
    async close() {
      await Promise.all(
        [...streams.values()].map(({ socket }) => socket.close()),
      );
    },
  };
}

function urlOf(
  assetClass: AssetClass,
  { streamUrl, feed }: BarStreamsOptions,
): string {
  const path = assetClass === "equity" ? `/v2/${feed}` : "/v1beta3/crypto/us";
  return streamUrl.replace(/\/$/, "") + path;
}

/** Takes what a socket says. */
function take(
  message: SocketMessage,
  stream: Stream,
  { forms, seen, clock, log, halted }: BarStreamsOptions & {
    readonly halted: Map<string, number>;
  },
): void {
  if (message.kind !== "bar" && message.kind !== "status") return;
  const symbol = forms.ours(message.symbol);
  if (symbol === undefined) return;
  if (message.kind === "status") {
    const isHalt = HALTED.includes(message.code);
    if (!isHalt && !RESUMED.includes(message.code)) return;
    if (isHalt === halted.has(symbol)) return;
    if (isHalt) halted.set(symbol, clock.now());
    else halted.delete(symbol);
    const state = isHalt ? "is halted" : "goes on";
    log.write("info", `Trading in ${symbol} ${state}`);
    return;
  }
  const bar = readBar(symbol, message.json);
  if (!bar || !isOfNow(bar, clock.now())) return;
  // A bar of a minute after the halt: that it goes on was lost.
  if (bar.at >= (halted.get(symbol) ?? Infinity)) halted.delete(symbol);
  stream.newest = Math.max(stream.newest, bar.at);
  seen.see([bar]);
}

/** A minute that is not over has no bar yet; a second is left for clocks that differ. */
function isOfNow({ at }: Bar, now: number): boolean {
  return at + MINUTE_MS <= now + 2_000 && at > now - OLD_MS;
}
