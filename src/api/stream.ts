import type { WallClock } from "./env.ts";

/** Time between two heartbeats, milliseconds. */
export const HEARTBEAT_MS = 15_000;
/** Frames that may wait for a slow reader before it is cut off. */
export const WAITING_MAX = 1_000;

/** What a stream of Server-Sent Events needs. */
export interface EventStreamOptions {
  /** What is sent at once, whole frames. */
  readonly opening: string;
  /** Calls back with each new frame until the function it returns is called. */
  readonly subscribe: (push: (frame: string) => void) => () => void;
  readonly clock: WallClock;
  /** Ends the stream. */
  readonly stop?: AbortSignal;
  /** Called once, when nothing more is sent. */
  readonly onEnd: () => void;
}

/** Sent, in place of all that waited, to a reader that does not keep up. */
const CUT_OFF = 'event: cut_off\ndata: {"detail":"Cut off: more than ' +
  `${WAITING_MAX} entries waited for this reader; connect again with ` +
  'Last-Event-ID"}\n\n';

/**
 * Returns a body of Server-Sent Events: the opening, then frames as they come,
 * with a comment as heartbeat. A reader that lets too much wait is told so and
 * cut off; one that takes nothing between two heartbeats while something waits
 * is cut off without a word, since it would not hear it.
 *
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(
  options: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const { clock, stop, subscribe, onEnd } = options;
  const ended = new AbortController();
  const encoder = new TextEncoder();
  let waiting = [options.opening];
  let isCutOff = false;
  let wasTaken = true;
  let leave = () => {};
  let wake = () => {};

  const push = (frame: string): void => {
    if (isCutOff) return;
    if (waiting.length >= WAITING_MAX) {
      isCutOff = true;
      leave();
      waiting = [CUT_OFF];
    } else waiting.push(frame);
    wake();
  };
  const end = (finish: () => void): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    leave();
    finish();
    wake();
    onEnd();
  };
  const beat = async (fail: () => void): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleepUntil(clock.now() + HEARTBEAT_MS, ended.signal);
      if (waiting.length > 0 && !wasTaken) end(fail);
      wasTaken = waiting.length === 0;
      push(": heartbeat\n\n");
    }
  };

  return new ReadableStream({
    start(controller) {
      const unsubscribe = subscribe(push);
      leave = () => {
        leave = () => {};
        unsubscribe();
      };
      const close = () => end(() => controller.close());
      stop?.addEventListener("abort", close, { signal: ended.signal });
      if (stop?.aborted) close();
      // Not returned: the stream would wait for it.
      void beat(() => controller.error(new Error("The reader takes nothing")));
    },
    async pull(controller) {
      wasTaken = true;
      while (waiting.length === 0 && !ended.signal.aborted) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      if (ended.signal.aborted) return;
      controller.enqueue(encoder.encode(waiting.join("")));
      waiting = [];
      if (isCutOff) end(() => controller.close());
    },
    cancel() {
      end(() => {});
    },
  }, { highWaterMark: 0 });
}
