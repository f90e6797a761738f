import { join } from "node:path";
import { type Alert, ALERT_KINDS } from "../../domain/alert.ts";
import { errorText } from "../../domain/error.ts";
import type { Log } from "../../ports/log.ts";
import { publishFile } from "./publish_file.ts";

/** `runtime/alerts.json`: what has been raised and not cleared. */
export interface AlertFile {
  /** Returns what the process before had raised; nothing when that is not known. */
  read(): readonly Alert[];
  /** Keeps what is raised; a disk that refuses costs a line in the log. */
  write(raised: readonly Alert[]): void;
}

/** Returns the file of a data folder, so that a restart raises nothing again. */
export function alertFile(dataDir: string, log: Log): AlertFile {
  const path = join(dataDir, "runtime", "alerts.json");
  return {
    read() {
      try {
        const { raised } = JSON.parse(Deno.readTextFileSync(path));
        return Array.isArray(raised) ? raised.filter(isRaised) : [];
      } catch {
        return []; // not there or damaged: then some things are raised again
      }
    },
    write(raised) {
      try {
        publishFile(path, `${JSON.stringify({ raised }, undefined, 2)}\n`);
      } catch (error) {
        const reason = errorText(error);
        log.write("warning", `Cannot write alerts "${path}": ${reason}`);
      }
    },
  };
}

function isRaised(value: unknown): value is Alert {
  if (typeof value !== "object" || value === null) return false;
  const { kind, subject, state, message, at } = value as Partial<Alert>;
  return ALERT_KINDS.some((each) => each === kind) && state === "raised" &&
    (subject === undefined || typeof subject === "string") &&
    typeof message === "string" && Number.isFinite(at);
}
