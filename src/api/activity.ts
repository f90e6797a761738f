import { Hono } from "hono";
import { z } from "zod";
import { anyOrigin } from "./cors.ts";
import { addressOf, type ApiApp, type ApiEnv, type ApiOptions } from "./env.ts";
import { problem } from "./errors.ts";
import { slots } from "./slots.ts";
import { eventStream } from "./stream.ts";
import { isoTime } from "./time.ts";
import { validate, wholeNumber } from "./validate.ts";

/** Something that happened and that everybody may know. */
export interface ActivityEntry {
  /** Whole number, > 0, higher than all before. */
  readonly id: number;
  /** Unix milliseconds of the competition. */
  readonly at: number;
  /** Such as `received minutebars for 14:30 (5 symbols)`. */
  readonly message: string;
}

/** What the activity routes read. */
export interface ActivityReader {
  /** Returns the newest `limit` entries that are kept, oldest first. */
  recent(limit: number): readonly ActivityEntry[];
  /** Calls back with each new entry, until the function it returns is called. */
  subscribe(listener: (entry: ActivityEntry) => void): () => void;
}

/** Most entries that a request or a resumed stream gets from before. */
export const RECENT_MAX = 500;
/** Streams open at a time: in all, and from one address. */
export const STREAMS = { total: 200, perAddress: 20 };
/** Before a refused or ended stream is asked for again, seconds. */
const RETRY_S = 5;

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // Compression would hold back events until there is enough to compress.
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};
const recentQuery = z.object({
  limit: wholeNumber("limit", 1, RECENT_MAX, 100),
});

/** `GET /activity/recent` and `GET /activity/stream`: what happens, as it happens. */
export function activityRoutes(
  reader: ActivityReader,
  { clock, stop }: Pick<ApiOptions, "clock" | "stop">,
): ApiApp {
  const streams = slots(STREAMS);
  return new Hono<ApiEnv>()
    .get("/activity/recent", anyOrigin, validate("query", recentQuery), (c) => {
      const { limit } = c.req.valid("query");
      return c.json({ activity: reader.recent(limit).map(entryJson) });
    })
    .get("/activity/stream", anyOrigin, (c) => {
      // A HEAD is answered by this handler too, and nobody would read its body.
      if (c.req.method === "HEAD") return c.body(null, 200, HEADERS);
      const free = streams.take(addressOf(c));
      if (typeof free === "string") {
        c.header("Retry-After", String(RETRY_S));
        return free === "full"
          ? problem(c, "unavailable", `All ${STREAMS.total} streams are taken`)
          : problem(
            c,
            "rate_limited",
            `Too many streams: at most ${STREAMS.perAddress} from one address`,
          );
      }
      const body = eventStream({
        opening: opening(reader, c.req.header("last-event-id")),
        subscribe: (push) => reader.subscribe((entry) => push(frame(entry))),
        clock,
        ...(stop && { stop }),
        onEnd: free,
      });
      return c.body(body, 200, HEADERS);
    });
}

/**
 * Returns what a stream begins with: all that is kept from after the last event
 * that the reader has seen. An id from the future was given by a server that
 * began anew since; then all that is kept is news.
 */
function opening(reader: ActivityReader, lastEventId = ""): string {
  const begin = `retry: ${RETRY_S * 1000}\n: connected\n\n`;
  if (!/^\d{1,15}$/.test(lastEventId)) return begin;
  const last = Number(lastEventId);
  const kept = reader.recent(RECENT_MAX);
  const seen = last > (kept.at(-1)?.id ?? 0) ? 0 : last;
  const isGap = (kept[0]?.id ?? 0) > seen + 1;
  const missed = kept.filter(({ id }) => id > seen).map(frame);
  return begin + (isGap ? ": earlier entries are not kept\n\n" : "") +
    missed.join("");
}

function frame(entry: ActivityEntry): string {
  return `id: ${entry.id}\ndata: ${JSON.stringify(entryJson(entry))}\n\n`;
}

function entryJson({ at, message }: ActivityEntry) {
  return { timestamp: isoTime(at), message };
}
