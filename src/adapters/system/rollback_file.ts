import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { RollbackRequest, Rollbacks } from "../../ports/rollbacks.ts";
import { publishFile } from "./publish_file.ts";

/**
 * Longest that a request counts, and its asker waits, milliseconds: a minute of a
 * running server may take nearly as long.
 */
export const ASKED_MAX_MS = 90_000;

/** `runtime/rollback.json`: what one operator asks for, and what became of it. */
export interface RollbackFile extends Rollbacks {
  /**
   * Makes this command the only one that asks, as long as its process lives;
   * returns what lets others ask, `undefined` while another one may.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  claim(): (() => void) | undefined;
  /**
   * Asks, durable; what stood there is gone.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  ask(request: RollbackRequest): void;
  /** Returns what became of a request. */
  stateOf(id: string): RollbackState;
  /** Takes back what is there, when it is still this request. */
  remove(id: string): void;
}

/** A request as it stands: `gone` when another one has taken its place. */
export type RollbackState =
  | { readonly kind: "pending" | "gone" | "done" }
  | { readonly kind: "refused"; readonly why: string };

/** Why nobody does it any more. */
const TOO_OLD = "it was asked too long ago";

/** What stands in the file. */
interface Kept {
  readonly request: RollbackRequest;
  /** Unix milliseconds. */
  readonly askedAt: number;
  readonly isAnswered: boolean;
  readonly refusal?: string;
}

/**
 * Returns the file of a data folder by which a command asks who writes there.
 * What was asked too long ago is refused by who finds it: its asker has died.
 */
export function rollbackFile(
  dataDir: string,
  { log, wall }: {
    readonly log: Log;
    /** Real time. */
    readonly wall: Pick<Clock, "now">;
  },
): RollbackFile {
  const folder = join(dataDir, "runtime");
  const path = join(folder, "rollback.json");
  // Answered, though the disk did not take it: nobody does it twice.
  let answered: string | undefined;
  const keep = (kept: Kept): void => publishFile(path, textOf(kept));
  const answer = (request: RollbackRequest, refusal?: string): void => {
    answered = request.id;
    const kept = read(path);
    // Its asker may have given up and taken it back.
    if (kept?.request.id !== request.id) return;
    try {
      const said = refusal === undefined ? {} : { refusal };
      keep({ ...kept, isAnswered: true, ...said });
    } catch (error) {
      const reason = errorText(error);
      log.write("error", `Cannot answer a rollback "${path}": ${reason}`);
    }
  };
  return {
    answer,
    pending() {
      const kept = read(path);
      if (!kept || kept.isAnswered) return undefined;
      const { request, askedAt } = kept;
      if (request.id === answered) return undefined;
      // Without its sign: a clock that was set back makes nothing young.
      if (Math.abs(wall.now() - askedAt) <= ASKED_MAX_MS) return request;
      log.write(
        "warning",
        `Refused a rollback of ${request.teamId}: ${TOO_OLD}; run it again`,
      );
      answer(request, TOO_OLD);
      return undefined;
    },
    claim: () => claimFolder(folder),
    ask(request) {
      try {
        keep({ request, askedAt: wall.now(), isAnswered: false });
      } catch (cause) {
        throw unavailable(path, cause);
      }
    },
    stateOf(id) {
      const kept = read(path);
      if (kept?.request.id !== id) return { kind: "gone" };
      if (!kept.isAnswered) return { kind: "pending" };
      const { refusal } = kept;
      return refusal === undefined
        ? { kind: "done" }
        : { kind: "refused", why: refusal };
    },
    remove(id) {
      if (read(path)?.request.id === id) Deno.removeSync(path);
    },
  };
}

/** Locks the folder, not the file: another one takes its place with each request. */
function claimFolder(folder: string): (() => void) | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    const held = Deno.openSync(folder);
    if (held.tryLockSync(true)) return () => held.close();
    held.close();
    return undefined;
  } catch (cause) {
    throw unavailable(folder, cause);
  }
}

function unavailable(path: string, cause: unknown): QtcError {
  const message = `Cannot ask for a rollback "${path}": ${errorText(cause)}`;
  return new QtcError("unavailable", message, { cause });
}

function textOf({ request, askedAt, isAnswered, refusal }: Kept): string {
  const { id, teamId, version } = request;
  const text = JSON.stringify(
    {
      id,
      team_id: teamId,
      asked_at: askedAt,
      ...(version && {
        version: version.code,
        entry_point: version.entryPoint,
        ...(version.params && { params: version.params }),
      }),
      ...(isAnswered && { answer: refusal ?? "done", done: !refusal }),
    },
    undefined,
    2,
  );
  return `${text}\n`;
}

/** What is not there, or was made by nobody of ours, is nothing. */
function read(path: string): Kept | undefined {
  // Looked at each minute: a stat costs less than a failed open.
  if (!statSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    const file: unknown = JSON.parse(Deno.readTextFileSync(path));
    if (typeof file !== "object" || file === null) return undefined;
    const { id, team_id: teamId, asked_at: askedAt, answer, done, ...rest } =
      file as Readonly<Record<string, unknown>>;
    const version = versionIn(rest);
    const isWhole = typeof id === "string" && typeof teamId === "string" &&
      typeof askedAt === "number" && (version || rest.version === undefined);
    if (!isWhole) return undefined;
    return {
      request: {
        id,
        teamId,
        ...(version && { version }),
      },
      askedAt,
      isAnswered: answer !== undefined,
      ...(done === false && { refusal: String(answer) }),
    };
  } catch {
    return undefined;
  }
}

function versionIn(
  { version: code, entry_point: entryPoint, params }: Readonly<
    Record<string, unknown>
  >,
): RollbackRequest["version"] {
  if (typeof code !== "string" || typeof entryPoint !== "string") {
    return undefined;
  }
  if (params === undefined) return { code, entryPoint };
  const isObject = typeof params === "object" && params !== null &&
    !Array.isArray(params);
  return isObject ? { code, entryPoint, params: { ...params } } : undefined;
}
