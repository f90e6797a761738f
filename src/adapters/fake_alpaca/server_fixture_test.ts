import { fakeMarketData } from "../../testing/fake_market_data.ts";
import {
  type HandClock,
  INSTRUMENTS,
  KEYS,
  testWorld,
} from "./fixture_test.ts";
import { type FakeAlpacaOptions, startFakeAlpaca } from "./server.ts";
import type { TradingHalf } from "./trading_half.ts";
import type { World } from "./world.ts";

/** What the trading half of a test was asked. */
export interface TradingStub extends TradingHalf {
  readonly handled: string[];
  readonly acted: string[];
  connected: number;
}

/** A fake that listens, with a trading half that answers `{"is":"trading"}`. */
export interface ServedFake extends AsyncDisposable {
  readonly world: World;
  readonly clock: HandClock;
  readonly trading: TradingStub;
  /** `127.0.0.1:1234`. */
  readonly address: string;
  /** Asks with good keys. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Asks the control API with the secret. */
  control(method: string, path: string, body?: unknown): Promise<Response>;
}

/** The secret of the control API. */
export const CONTROL_SECRET = "control secret";

/** Returns headers that a request of the account has. */
export function keyHeaders(): Record<string, string> {
  return { "APCA-API-KEY-ID": KEYS.key, "APCA-API-SECRET-KEY": KEYS.secret };
}

/** Starts a fake on a free port at 2026-11-20T14:40:02Z. */
export function serveFake(
  options: Partial<FakeAlpacaOptions> = {},
): ServedFake {
  const { world, clock } = testWorld(
    "2026-11-20T14:40:02Z",
    undefined,
    fakeMarketData({ instruments: INSTRUMENTS }),
  );
  const trading = tradingStub();
  const server = startFakeAlpaca({
    ...{ world, trading, host: "127.0.0.1", port: 0, hasLatency: false },
    actions: () => Promise.resolve([]),
    controlSecret: CONTROL_SECRET,
    ...options,
  });
  const address = `127.0.0.1:${server.port}`;
  return {
    ...{ world, clock, trading, address },
    get: (path, init = {}) =>
      fetch(`http://${address}${path}`, {
        redirect: "manual",
        ...init,
        headers: { ...keyHeaders(), ...init.headers },
      }),
    control: (method, path, body) =>
      fetch(`http://${address}/__fake/${path}`, {
        method,
        headers: { "X-Fake-Secret": CONTROL_SECRET },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function tradingStub(): TradingStub {
  const stub: TradingStub = {
    ...{ handled: [], acted: [], connected: 0 },
    async handle(request, { pathname }) {
      const body = await request.text();
      stub.handled.push(`${request.method} ${pathname}${body && ` ${body}`}`);
      return Response.json({ is: "trading" });
    },
    connect: () => void stub.connected++,
    ledger: () => ({ executions: [] }),
    act: ({ name }) => void stub.acted.push(name),
    close: () => {},
  };
  return stub;
}
