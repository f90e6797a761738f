import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { knownFields, LATER_FIELDS } from "./registry_schema.ts";
import type { YamlFile } from "./yaml_file.ts";

/**
 * Notes what the schema found, each at its place.
 *
 * @param place Where in a registry `path` starts, for suggestions
 */
export function noteIssues(
  yaml: YamlFile,
  issues: readonly z.core.$ZodIssue[],
  place: readonly (string | number)[] = [],
): void {
  for (const issue of issues) {
    const path = issue.path.map((key) =>
      typeof key === "number" ? key : String(key)
    );
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        yaml.mistakeAtKey(
          [...path, key],
          unknownField(key, [...place, ...path]),
        );
      }
    } else if (issue.code === "invalid_union" && path[0] === "universe") {
      noteUnion(yaml, issue, path);
    } else {
      yaml.mistake(path, describe(path, issue));
    }
  }
}

/** Of "a file or a map", says what is wrong with the one that was meant. */
function noteUnion(
  yaml: YamlFile,
  issue: z.core.$ZodIssueInvalidUnion,
  path: readonly (string | number)[],
): void {
  const meant = typeof field(yaml.value, "universe") === "string" ? 0 : 1;
  const inner = (issue.errors[meant] ?? []).map((part) => ({
    ...part,
    path: [...path, ...part.path],
  }));
  noteIssues(yaml, inner as z.core.$ZodIssue[]);
}

function describe(
  path: readonly (string | number)[],
  issue: z.core.$ZodIssue,
): string {
  if (path.length === 0) return `the file ${issue.message}`;
  if (path.length === 2 && path[0] === "teams") {
    return `the team ${issue.message}`;
  }
  const name = path.findLast((key) => typeof key === "string");
  return `${name} ${issue.message}`;
}

function unknownField(
  key: string,
  path: readonly (string | number)[],
): string {
  const later = LATER_FIELDS[key];
  if (later && path.at(-1) !== "limits") return later;
  const known = knownFields(path);
  const close = nearest(key, known);
  return `unknown field "${key}": ` +
    (close ? `did you mean ${close}?` : `known are ${known.join(", ")}`);
}

/** Returns a field of a value that may be anything. */
export function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
