/**
 * Who is told when something goes wrong, and about what.
 *
 * @module
 */

import type { z } from "zod";
import { ALERT_KINDS, type AlertKind } from "../domain/alert.ts";
import { QtcError } from "../domain/error.ts";
import type { Environment } from "./config.ts";
import { read } from "./readers.ts";

const VARIABLE = "QTC_ALERT_WEBHOOK";

/**
 * Returns the address that alerts go to, `undefined` when there is none. It is a
 * secret: whoever knows it can post there.
 *
 * @param env The environment with `.env` in it, see `mergeEnvironment()`
 * @throws {QtcError} `invalid`, naming the variable and never what it holds
 */
export function readAlertWebhook(env: Environment): string | undefined {
  const text = env[VARIABLE]?.trim();
  if (!text) return undefined;
  const url = URL.parse(text);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!url || !isWeb) {
    return refuse("it must be a web address that begins with https://");
  }
  if (url.username || url.password) {
    return refuse("it must not have a user or a password in it");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return refuse("http is for loopback only; it must begin with https://");
  }
  return url.href;
}

/** Returns a schema of kinds of alerts: `all`, `none`, or some with commas between. */
export function alertKindsText(): z.ZodType<readonly AlertKind[], string> {
  const wanted = `must be all, none, or some of ${ALERT_KINDS.join(", ")} ` +
    "with commas between them";
  return read(wanted, (text) => {
    if (text === "all") return ALERT_KINDS;
    if (text === "none") return [];
    const words = text.split(",").map((part) => part.trim());
    const known: readonly string[] = ALERT_KINDS;
    return words.every((word) => known.includes(word))
      ? ALERT_KINDS.filter((kind) => words.includes(kind))
      : undefined;
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refuse(state: string): never {
  throw new QtcError("invalid", `Cannot use ${VARIABLE}: ${state}`);
}
