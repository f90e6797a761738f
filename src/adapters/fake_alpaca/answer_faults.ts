import type { Clock } from "../../ports/clock.ts";
import type { FaultPlace } from "./faults.ts";
import type { World } from "./world.ts";

/** Pieces that a slow body comes in. */
const DROPS = 20;
const HTML =
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 " +
  "Bad Gateway</h1></center></body></html>\n";

/** Where a redirected request would arrive, on another host. */
export const ELSEWHERE = "/__elsewhere";

/** Returns an answer that is given instead of carrying a request out, if a fault says so. */
export function answerInstead(
  { faults }: World,
  place: FaultPlace,
  url: URL,
): Response | undefined {
  if (faults.take("html_502", place)) {
    return new Response(HTML, {
      status: 502,
      headers: { "Content-Type": "text/html" },
    });
  }
  if (faults.take("redirect", place)) {
    const other = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
    const location = `http://${other}:${url.port}${ELSEWHERE}`;
    return new Response(null, {
      status: 307,
      headers: { Location: location },
    });
  }
  return undefined;
}

/** Returns an answer as it arrives: whole, or spoilt on the way. */
export async function spoil(
  { faults, clock }: World,
  place: FaultPlace,
  response: Response,
  stop: AbortSignal,
): Promise<Response> {
  if (faults.take("empty_body", place)) {
    return new Response("", { status: 200, headers: response.headers });
  }
  if (faults.take("json_truncated", place)) {
    const text = await response.text();
    return new Response(text.slice(0, Math.floor(text.length / 2)), response);
  }
  if (faults.take("gzip", place) && response.body) {
    const headers = new Headers(response.headers);
    headers.set("Content-Encoding", "gzip");
    const body = response.body.pipeThrough(new CompressionStream("gzip"));
    return new Response(body, { status: response.status, headers });
  }
  const slow = faults.take("slow_body", place);
  if (!slow) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return new Response(drip(bytes, slow.value ?? 60_000, clock, stop), response);
}

/** Returns bytes in pieces, evenly in `ms` milliseconds; it ends early when it is stopped. */
function drip(
  bytes: Uint8Array<ArrayBuffer>,
  ms: number,
  clock: Clock,
  stop: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const size = Math.max(1, Math.ceil(bytes.length / DROPS));
  const gone = new AbortController();
  const signal = AbortSignal.any([stop, gone.signal]);
  let from = 0;
  return new ReadableStream({
    async pull(controller) {
      await clock.sleepUntil(clock.now() + ms / DROPS, signal);
      if (signal.aborted) {
        if (!gone.signal.aborted) controller.close();
        return;
      }
      const piece = bytes.subarray(from, from + size);
      if (piece.length > 0) controller.enqueue(piece);
      from += size;
      if (from >= bytes.length) controller.close();
    },
    cancel: () => gone.abort(),
  });
}
