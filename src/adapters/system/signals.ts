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
