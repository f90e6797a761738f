import type { Clock } from "../../ports/clock.ts";

/** Longest that a minute under way may take to end after a stop, milliseconds. */
const STOP_MS = 20_000;
/** Exit code of a process that was interrupted twice. */
const INTERRUPTED = 130;

/**
 * Returns a signal that aborts on SIGINT and SIGTERM, so that the minute under
 * way can end; a second SIGINT ends the process at once.
 *
 * @param onStop Called when the first one comes, with its name
 */
export function stopSignal(onStop: (name: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = (name: "SIGINT" | "SIGTERM"): void => {
    if (controller.signal.aborted) {
      if (name === "SIGINT") Deno.exit(INTERRUPTED);
      return;
    }
    onStop(name);
    controller.abort();
  };
  Deno.addSignalListener("SIGINT", () => stop("SIGINT"));
  Deno.addSignalListener("SIGTERM", () => stop("SIGTERM"));
  return controller.signal;
}

/** Resolves some time after a stop: a minute that still runs is resumed later. */
export async function lateStop(
  stop: AbortSignal,
  wall: Clock,
): Promise<string> {
  if (!stop.aborted) {
    await new Promise((resolve) => stop.addEventListener("abort", resolve));
  }
  await wall.sleepUntil(wall.now() + STOP_MS);
  return "stopped in the middle of a minute";
}
