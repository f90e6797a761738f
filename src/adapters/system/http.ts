import { errorText, QtcError } from "../../domain/error.ts";

/** Answers a request; `info` says where it comes from. */
export type Handler = (
  request: Request,
  info: { readonly remoteAddr: { readonly hostname?: string } },
) => Response | Promise<Response>;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Who answers from now on; until then everything but `/healthz` is 503. */
  answerWith(handler: Handler): void;
  /**
   * Stops listening and waits for requests under way, at most two seconds: a
   * stream that is open then ends with the process.
   */
  close(): Promise<void>;
}

const CLOSE_MS = 2_000;

/**
 * Listens at once, so that a probe sees the process while it still starts.
 *
 * @param port 0 lets the system choose
 * @throws {QtcError} `unavailable` when the address cannot be had
 */
export function listen(host: string, port: number): Listening {
  let answer: Handler = starting;
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve(
      { hostname: host, port, onListen: () => {} },
      (request, info) => answer(request, info),
    );
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
  return {
    url: shownUrl(host, server.addr.port),
    answerWith: (handler) => void (answer = handler),
    async close() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, CLOSE_MS);
      await Promise.race([server.shutdown(), late.promise]);
      clearTimeout(timer);
    },
  };
}

/** Returns what a person on this machine opens for an address that is listened on. */
export function shownUrl(host: string, port: number): string {
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
}

function starting(request: Request): Response {
  if (new URL(request.url).pathname === "/healthz") {
    return Response.json({ status: "ok" });
  }
  return Response.json(
    { detail: "The server is starting; try again in a second" },
    { status: 503, headers: { "Retry-After": "1" } },
  );
}
