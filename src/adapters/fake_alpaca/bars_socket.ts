import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { errorText } from "../../domain/error.ts";
import type { AssetClass } from "../../domain/instrument.ts";
import { type Editions, type Oddity, REVISED_MS } from "./editions.ts";
import { type BarsMessage, faultySender } from "./faulty_sender.ts";
import {
  type Channel,
  CLIENT_MESSAGE,
  type ClientMessage,
  noSubscriptions,
  type Subscriptions,
} from "./subscriptions.ts";
import type { TradingSocket } from "./trading_half.ts";
import { type WireBar, wireBar, wireTime } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** The sockets of `/v2/iex`, `/v2/sip` and `/v1beta3/crypto/us`. */
export interface BarsSockets {
  /** Takes an open socket; `path` says which one. */
  connect(socket: TradingSocket, path: string): void;
  /** Tells who wants to know that trading in a symbol (our own form) halts. */
  halt(symbol: string): void;
  /** Sends each minute's bars until it is stopped. */
  run(signal: AbortSignal): Promise<void>;
}

/** A client has this long to say who it is, milliseconds. */
export const AUTH_MS = 10_000;
/** Symbols of trades and quotes that the basic plan allows. */
const SYMBOLS_MAX = 30;
/** Bytes that a client may be behind. */
const BUFFERED_MAX = 1_000_000;
/** Bars of one frame. */
const FRAME_BARS = 100;
/** Bars are sent so long after their minute, milliseconds. */
const LAG = { least: 20, most: 100 } as const;

const ERRORS: Readonly<Record<number, string>> = {
  400: "invalid syntax",
  401: "not authenticated",
  402: "auth failed",
  403: "already authenticated",
  404: "auth timeout",
  405: "symbol limit exceeded",
  406: "connection limit exceeded",
  407: "slow client",
  408: "v2 not enabled",
  409: "insufficient subscription",
  500: "internal error",
};

interface Client {
  readonly socket: TradingSocket;
  readonly path: string;
  readonly assetClass: AssetClass;
  readonly subscriptions: Subscriptions;
  /** Sends data, with what goes wrong; `say` is for everything else. */
  readonly send: (messages: readonly BarsMessage[]) => void;
  isKnown: boolean;
}

/** Says whether a path is one of a bars socket. */
export function isBarsSocket(path: string): boolean {
  return /^\/(v2\/(iex|sip)|v1beta3\/crypto\/us)$/.test(path);
}

/** Returns the bars sockets of a world; nobody is connected. */
export function barsSockets(world: World, editions: Editions): BarsSockets {
  const clients = new Set<Client>();
  const gone = new AbortController();
  return {
    connect(socket, path) {
      const client: Client = {
        ...{ socket, path, subscriptions: noSubscriptions(), isKnown: false },
        assetClass: path.startsWith("/v2/") ? "equity" : "crypto",
        send: faultySender(world, socket, path),
      };
      clients.add(client);
      world.journal.add("socket", { path, is: "open" });
      socket.onClose = () => {
        clients.delete(client);
        world.journal.add("socket", { path, is: "closed" });
      };
      socket.onMessage = (text) => take(world, clients, client, text);
      say(client, { T: "success", msg: "connected" });
      const { clock } = world;
      clock.sleepUntil(clock.now() + AUTH_MS, gone.signal).then(() => {
        if (!client.isKnown && clients.has(client)) fail(client, 404);
      });
    },
    halt(symbol) {
      const asset = world.asset(symbol);
      if (!asset) return;
      broadcast(clients, "statuses", [{
        symbol: asset.wire,
        isCrypto: asset.class === "crypto",
        message: {
          ...{ T: "s", S: asset.wire, sc: "H", sm: "Trading Halt" },
          ...{ rc: "T12", rm: "Trading Halted; For information requested" },
          ...{ t: wireTime(world.clock.now()), z: "C" },
        },
      }]);
    },
    async run(signal) {
      signal.addEventListener("abort", () => gone.abort(), { once: true });
      const { clock } = world;
      const now = clock.now();
      for (let minute = now - now % MINUTE_MS;; minute += MINUTE_MS) {
        await clock.sleepUntil(minute + MINUTE_MS, signal);
        if (signal.aborted) return;
        publish({ world, editions, clients }, minute, signal).catch((error) =>
          world.journal.add("failure", errorText(error))
        );
      }
    },
  };
}

function say({ socket }: Client, message: BarsMessage): void {
  socket.send(JSON.stringify([message]));
}

/** Says what is wrong, and closes where Alpaca does. */
function fail(client: Client, code: number): void {
  const msg = ERRORS[code] ?? "error";
  say(client, { T: "error", code, msg });
  if ([402, 404, 406, 407, 408, 409].includes(code)) {
    client.socket.close(1000, msg);
  }
}

function take(
  world: World,
  clients: ReadonlySet<Client>,
  client: Client,
  text: string,
): void {
  const message = read(text);
  const { path } = client;
  // What it says first holds a secret.
  const told = message?.action === "auth" ? { action: "auth" } : message;
  world.journal.add("received", { path, message: told ?? text.slice(0, 200) });
  if (!message) return fail(client, 400);
  if (message.action === "auth") return greet(world, clients, client, message);
  if (!client.isKnown) return fail(client, 401);
  const { subscriptions } = client;
  const { action, ...lists } = message;
  subscriptions.change(action, lists);
  const most = Math.max(
    subscriptions.count("trades"),
    subscriptions.count("quotes"),
  );
  if (most > SYMBOLS_MAX) {
    subscriptions.change("unsubscribe", lists);
    return fail(client, 405);
  }
  say(client, { T: "subscription", ...subscriptions.all() });
}

function read(text: string): ClientMessage | undefined {
  try {
    return CLIENT_MESSAGE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function greet(
  { faults, authorized }: World,
  clients: ReadonlySet<Client>,
  client: Client,
  { key, secret }: { readonly key: string; readonly secret: string },
): void {
  const { path, assetClass } = client;
  if (client.isKnown) return fail(client, 403);
  const refused = faults.take("stream_refused", { path });
  if (refused) return fail(client, refused.value ?? 406);
  if (!authorized(key, secret) || faults.take("unauthorized", { path })) {
    return fail(client, 402);
  }
  if (path === "/v2/sip" && faults.find("sip_refused")) {
    return fail(client, 409);
  }
  const others = [...clients].some((each) =>
    each.isKnown && each.assetClass === assetClass
  );
  if (others) return fail(client, 406);
  client.isKnown = true;
  say(client, { T: "success", msg: "authenticated" });
}

interface Publishing {
  readonly world: World;
  readonly editions: Editions;
  readonly clients: ReadonlySet<Client>;
}

/** Something to be sent to whoever wants it. */
interface Item {
  /** As the API writes it. */
  readonly symbol: string;
  readonly isCrypto: boolean;
  readonly message: BarsMessage;
}

/** Sends the bars of a minute that is over, and what is mended later. */
async function publish(
  { world, editions, clients }: Publishing,
  minute: number,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = world;
  const odd = await editions.of(minute);
  const bars = await world.bars(minute - 1, minute);
  const next = world.random("bars", minute);
  const lag = LAG.least + (LAG.most - LAG.least) * next();
  const due = minute + MINUTE_MS + lag;
  const at = async (time: number, channel: Channel, items: Item[]) => {
    await clock.sleepUntil(time, signal);
    if (!signal.aborted) broadcast(clients, channel, items);
  };
  const there = bars.filter(({ symbol }) => !odd.get(symbol)?.missing);
  const delayOf = ({ symbol }: Bar) => odd.get(symbol)?.lateMs ?? 0;
  const sent = [...Map.groupBy(there, delayOf)].map(([lateMs, group]) =>
    at(
      due + lateMs,
      "bars",
      group.flatMap((bar) => items(world, "b", bar, odd.get(bar.symbol))),
    )
  );
  const mended = there.filter(({ symbol }) => odd.get(symbol)?.first);
  if (mended.length > 0) {
    const updates = mended.flatMap((bar) => items(world, "u", bar, undefined));
    sent.push(at(due + REVISED_MS, "updatedBars", updates));
  }
  await Promise.all(sent);
}

function items(
  world: World,
  kind: "b" | "u",
  bar: Bar,
  oddity: Oddity | undefined,
): Item[] {
  const asset = world.asset(bar.symbol);
  if (!asset) return [];
  const rows: readonly WireBar[] = oddity?.first ?? [wireBar(bar)];
  return rows.map((row) => ({
    symbol: asset.wire,
    isCrypto: asset.class === "crypto",
    message: { T: kind, S: asset.wire, ...row },
  }));
}

function broadcast(
  clients: ReadonlySet<Client>,
  channel: Channel,
  items: readonly Item[],
): void {
  for (const client of clients) {
    const { socket, assetClass, subscriptions, send } = client;
    if (!client.isKnown) continue;
    if ((socket.buffered?.() ?? 0) > BUFFERED_MAX) {
      fail(client, 407);
      continue;
    }
    const wanted = items.filter(({ symbol, isCrypto }) =>
      isCrypto === (assetClass === "crypto") &&
      subscriptions.has(channel, symbol)
    ).map(({ message }) => message);
    for (let from = 0; from < wanted.length; from += FRAME_BARS) {
      send(wanted.slice(from, from + FRAME_BARS));
    }
  }
}
