import { errorText, QtcError } from "../../domain/error.ts";

/** Answers a request; `connection` is the name of what it came over. */
export type FrontHandler = (
  request: Request,
  connection: number,
) => Response | Promise<Response>;

/** A server whose connections can be cut. */
export interface Front {
  readonly port: number;
  /** Ends a connection without a word, whatever was being said on it. */
  cut(connection: number): void;
  /** Ends a connection after the head and half of what then comes of its next answer. */
  halve(connection: number): void;
  /** Stops listening and ends all connections. */
  close(): Promise<void>;
}

/** Both ends of a connection that is passed on. */
interface Relay {
  readonly outer: Deno.TcpConn;
  readonly inner: Deno.TcpConn;
  /** The next answer is to be cut. */
  isHalved: boolean;
}

/**
 * Listens on an address and passes each connection on to an HTTP server of its
 * own: HTTP servers have no way to lose an answer, nor a socket to end without
 * a closing frame.
 *
 * @param port 0 lets the system choose
 * @throws {QtcError} `unavailable` when the address cannot be had
 */
export function openFront(
  { host, port }: { readonly host: string; readonly port: number },
  handler: FrontHandler,
): Front {
  const listener = listen(host, port);
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, { remoteAddr }) => handler(request, remoteAddr.port),
  );
  const relays = new Map<number, Relay>();
  const passing = new Set<Promise<void>>();
  const cut = (connection: number): void => {
    const relay = relays.get(connection);
    if (!relay) return;
    relays.delete(connection);
    closeQuietly(relay.outer);
    closeQuietly(relay.inner);
  };
  const pass = async (outer: Deno.TcpConn): Promise<void> => {
    const { hostname, port } = server.addr;
    const inner = await Deno.connect({ hostname, port });
    const connection = inner.localAddr.port;
    const both: Relay = { outer, inner, isHalved: false };
    relays.set(connection, both);
    for (const each of [outer, inner]) each.setNoDelay();
    const passed = [
      relay(outer, inner, () => false),
      relay(inner, outer, () => both.isHalved),
    ];
    await Promise.race(passed);
    cut(connection);
    await Promise.all(passed);
  };
  const accept = async (): Promise<void> => {
    // Ends when the listener is closed.
    for await (const outer of listener) {
      const passed = pass(outer).catch(() => closeQuietly(outer))
        .finally(() => passing.delete(passed));
      passing.add(passed);
    }
  };
  const accepting = accept();
  return {
    port: listener.addr.port,
    cut,
    halve(connection) {
      const found = relays.get(connection);
      if (found) found.isHalved = true;
    },
    async close() {
      listener.close();
      await accepting;
      for (const connection of relays.keys()) cut(connection);
      await Promise.all(passing);
      await server.shutdown();
    },
  };
}

function listen(host: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname: host, port });
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "another program is using it; choose another --port"
      : errorText(cause);
    throw new QtcError(
      "unavailable",
      `Cannot listen on ${host} port ${port}: ${reason}`,
      { cause },
    );
  }
}

/** Copies what comes in at one end until it ends; an end that is cut is an end. */
async function relay(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  isHalved: () => boolean,
): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (;;) {
      const length = await from.read(buffer);
      if (length === null) return;
      const bytes = buffer.subarray(0, length);
      if (isHalved()) return await writeAll(to, firstHalf(bytes));
      await writeAll(to, bytes);
    }
  } catch (error) {
    if (isEnd(error)) return;
    throw error;
  }
}

/** Returns the head of an answer, and half of what comes with it. */
function firstHalf(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder("latin1").decode(bytes);
  const head = text.indexOf("\r\n\r\n") + 4;
  return bytes.subarray(0, head + Math.floor((bytes.length - head) / 2));
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await to.write(bytes.subarray(done));
  }
}

function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted;
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    // Whoever was first has closed it.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
