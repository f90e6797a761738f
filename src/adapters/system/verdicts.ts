import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { CodeFault } from "../../ports/registry.ts";
import { versionFolder } from "./code_store.ts";
import { sha256 } from "./digest.ts";
import { publishFile } from "./publish_file.ts";

/** What a verdict is about. */
export interface TriedVersion {
  /** sha256 of the sources and the entry point, hex. */
  readonly code: string;
  /** File without extension and class. */
  readonly entryPoint: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Which versions have passed the intake, and which were refused; others are tried. */
export interface Verdicts {
  hasPassed(teamId: string, version: TriedVersion): boolean;
  /**
   * Keeps that a version has passed.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  notePassed(teamId: string, version: TriedVersion): void;
  /** Returns why a version was refused under the same terms; absent when it was not. */
  refusalOf(teamId: string, version: TriedVersion): CodeFault | undefined;
  /**
   * Keeps why a version was refused.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  noteRefused(teamId: string, version: TriedVersion, fault: CodeFault): void;
}

/**
 * Returns the verdicts beside the versions, in `team/<id>/strategy/` of a data
 * folder: a file for each, named by the sha256 of its first line. One that
 * cannot be read is none.
 *
 * @param terms What refusals depend on beside the version: limits, symbols, program
 */
export function verdictStore(dataDir: string, terms: string): Verdicts {
  const place = (teamId: string, line: string, ending: string): string =>
    join(dataDir, versionFolder(teamId, `${sha256(line)}.${ending}`));
  const keep = (teamId: string, path: string, text: string): void => {
    try {
      publishFile(path, text);
    } catch (cause) {
      throw new QtcError(
        "unavailable",
        `Cannot keep the verdict on "${teamId}": ${errorText(cause)}`,
        { cause },
      );
    }
  };
  return {
    hasPassed(teamId, version) {
      const line = lineOf(version);
      return textAt(place(teamId, line, "passed")) === line;
    },
    notePassed(teamId, version) {
      const line = lineOf(version);
      keep(teamId, place(teamId, line, "passed"), line);
    },
    refusalOf(teamId, version) {
      const line = lineOf(version, terms);
      const text = textAt(place(teamId, line, "refused"));
      return text?.startsWith(line)
        ? parseFault(text.slice(line.length))
        : undefined;
    },
    noteRefused(teamId, version, { type, message }) {
      const line = lineOf(version, terms);
      const text = `${line}${JSON.stringify({ type, message })}\n`;
      keep(teamId, place(teamId, line, "refused"), text);
    },
  };
}

/** Returns a file's text; nothing when it cannot be read, or is no file. */
function textAt(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined; // the version is tried again then
  }
}

function parseFault(text: string): CodeFault | undefined {
  try {
    const { type, message } = JSON.parse(text);
    const isFault = typeof type === "string" && typeof message === "string";
    return isFault ? { type, message } : undefined;
  } catch {
    return undefined; // somebody has edited it: the version is tried again
  }
}

function lineOf(
  { code, entryPoint, params }: TriedVersion,
  terms?: string,
): string {
  // Without terms as it was before there were any.
  return `${JSON.stringify({ code, entryPoint, params, terms })}\n`;
}
