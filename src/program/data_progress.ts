import { systemLog } from "../adapters/system/log.ts";
import type { Clock } from "../ports/clock.ts";

/** Where a command about bars says how far it is: the standard error. */
export interface DataProgress {
  /** Shows how far it is, now and then. */
  readonly show: (text: string) => void;
  /** Writes a line that stays. */
  readonly tell: (text: string) => void;
  /** Leaves the last line standing. */
  readonly end: () => void;
}

/** Real time between two lines where they cannot be written over, milliseconds. */
const EVERY_MS = 1_000;

/** Returns what shows progress: one line on a terminal, else one a second. */
export function dataProgress(wall: Pick<Clock, "now">): DataProgress {
  const log = systemLog({ level: "info" });
  const isTerminal = Deno.stderr.isTerminal();
  let said = wall.now();
  return {
    show(text) {
      if (isTerminal) return log.progress(text);
      if (Math.abs(wall.now() - said) < EVERY_MS) return;
      said = wall.now();
      log.write("info", text);
    },
    tell: (text) => log.write("warning", text),
    end: log.endProgress,
  };
}

/** Returns a number as people read it. */
export function count(value: number): string {
  return value.toLocaleString("en");
}
