import type { TradeUpdate } from "./desk.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultName } from "./fault_list.ts";
import type { TradingSocket } from "./trading_half.ts";
import type { TradingWorld } from "./trading_world.ts";

/** The stream's name, and the path that faults know it by. */
const STREAM = "trade_updates";
const PATH = "/stream";

/** How long a message that is to come after the next one waits for it, virtual milliseconds. */
const REORDER_MS = 1_000;

type Message = Readonly<Record<string, unknown>>;

/**
 * Returns what serves a socket of `/stream`: it takes both forms of
 * authentication, and sends what happens from then on, each message after a lag
 * of its own but in order. Frames are binary, as those of the paper account.
 *
 * Source: https://docs.alpaca.markets/docs/websocket-streaming
 */
export function tradeSocket(
  world: TradingWorld,
  { desk }: Exchange,
): (socket: TradingSocket) => void {
  let sockets = 0;
  return (socket) => {
    const lag = world.random("stream", ++sockets);
    const session = new Session(world, socket);
    let latest = 0;
    const listener = (update: TradeUpdate): void => {
      if (update.isUnseen || !session.isListening) return;
      const { timeline } = desk;
      const wait = update.isUrgent ? 0 : 5 + Math.floor(lag() * 196);
      latest = Math.max(latest, timeline.now + wait);
      timeline.schedule(
        latest,
        () =>
          session.deliver(
            update,
            (run) => timeline.schedule(timeline.now + REORDER_MS, run),
          ),
      );
    };
    desk.listeners.add(listener);
    socket.onMessage = (text) => session.receive(text);
    socket.onClose = () => {
      desk.listeners.delete(listener);
      session.isClosed = true;
    };
  };
}

/** One connection. */
class Session {
  readonly #world: TradingWorld;
  readonly #socket: TradingSocket;
  #isAuthorized = false;
  #streams: readonly string[] = [];
  #isMute = false;
  /** It waits for the next one to go first. */
  #held: Message | undefined;
  isClosed = false;

  constructor(world: TradingWorld, socket: TradingSocket) {
    this.#world = world;
    this.#socket = socket;
  }

  get isListening(): boolean {
    return this.#streams.includes(STREAM);
  }

  /** Takes what the client says. */
  receive(text: string): void {
    const message = parse(text);
    const { action, data } = message;
    if (action === "auth") {
      this.#authorize(message.key, message.secret);
    } else if (action === "authenticate") {
      const { key_id: key, secret_key: secret } = asObject(data);
      this.#authorize(key, secret);
    } else if (action === "listen") {
      this.#listen(asObject(data).streams);
    } else {
      this.#send({
        action: "error",
        data: { error_message: "invalid message" },
      });
    }
  }

  /** Sends a message, with what the faults make of it. */
  deliver(update: TradeUpdate, later: (run: () => void) => void): void {
    if (this.isClosed || this.#isMute || !this.isListening) return;
    const has = (name: FaultName): boolean =>
      this.#world.faults.take(name, {
        symbol: update.symbol,
        orderId: update.clientOrderId,
        path: PATH,
      }) !== undefined;
    if (has("stream_cut")) return this.#socket.cut();
    if (has("stream_drop")) return this.#socket.close(1001, "going away");
    if (has("stream_mute")) {
      this.#isMute = true;
      return;
    }
    if (has("stream_unknown_event")) {
      this.#sendUpdate({ ...update.data, event: "reappraised" });
    }
    const data = changed(update, has);
    if (has("stream_reorder") && this.#held === undefined) {
      this.#held = data;
      return later(() => this.#release());
    }
    this.#sendUpdate(data, has("stream_binary"));
    if (has("stream_duplicate")) this.#sendUpdate(data);
    if ("execution_id" in data && has("stream_twin")) {
      this.#sendUpdate({ ...data, event_id: `${data.event_id}-2` });
    }
    this.#release();
  }

  #authorize(key: unknown, secret: unknown): void {
    this.#isAuthorized = typeof key === "string" &&
      typeof secret === "string" && this.#world.authorized(key, secret) &&
      this.#world.faults.take("unauthorized", { path: PATH }) === undefined;
    const status = this.#isAuthorized ? "authorized" : "unauthorized";
    const data = { status, action: "authenticate" };
    this.#send({ stream: "authorization", data });
  }

  #listen(streams: unknown): void {
    if (!this.#isAuthorized) {
      const data = { status: "unauthorized", action: "listen" };
      return this.#send({ stream: "authorization", data });
    }
    const names = Array.isArray(streams) ? streams : [];
    this.#streams = names.filter((each) => each === STREAM);
    this.#send({ stream: "listening", data: { streams: this.#streams } });
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held && !this.isClosed) this.#sendUpdate(held);
  }

  #sendUpdate(data: Message, isText = false): void {
    this.#send({ stream: STREAM, data }, isText);
  }

  #send(message: Message, isText = false): void {
    const text = JSON.stringify(message);
    this.#socket.send(isText ? text : new TextEncoder().encode(text));
  }
}

function changed(
  { data }: TradeUpdate,
  has: (name: FaultName) => boolean,
): Message {
  const order = asObject(data.order);
  return {
    ...data,
    ...(has("stream_unknown_status") &&
      { order: { ...order, status: "under_review" } }),
    ...(has("stream_extra_fields") && { venue: { mic: "XTST" }, revision: 2 }),
  };
}

function parse(text: string): Message {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function asObject(value: unknown): Message {
  const isObject = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  return isObject ? value as Message : {};
}
