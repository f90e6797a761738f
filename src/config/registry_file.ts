import type { z } from "zod";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { Money } from "../domain/decimal.ts";
import { QtcError } from "../domain/error.ts";
import type { TeamLimits } from "../domain/limits.ts";
import { slug } from "../domain/team.ts";
import { checkGitSource, type GitSource } from "./git_source.ts";
import { checkCompetition, competitionOf } from "./competition_block.ts";
import { field, noteIssues } from "./registry_issues.ts";
import { registrySchema, universeSchema } from "./registry_schema.ts";
import { openYaml, type YamlFile } from "./yaml_file.ts";

/** One team as a registry or `--teams` names it. */
export interface RegistryEntry {
  /** Slug, see `TEAM_ID_PATTERN`. */
  readonly id: string;
  readonly name: string;
  /** Absolute path of the strategy's folder; absent when nothing is named. */
  readonly folder?: string;
  /** Where the folder is cloned from; then there is no `folder` yet. */
  readonly git?: GitSource;
  /** File without extension and class: `strategy:MyStrategy`. */
  readonly entryPoint: string;
  /** Dollars, 1e-9 USD, ≥ 0. */
  readonly initialCash: Money;
  readonly run247: boolean;
  /** JSON values. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly limits: TeamLimits;
}

/** The symbols that are traded; not empty, each once. */
export interface Universe {
  readonly equities: readonly string[];
  readonly crypto: readonly string[];
}

/** What a registry says. */
export interface RegistryFile {
  /** At least one; ids are unique. */
  readonly teams: readonly RegistryEntry[];
  readonly universe?: Universe;
  /** Absolute path of the universe's file, for `parseUniverse()`. */
  readonly universeFile?: string;
  readonly competition?: CompetitionSpec;
}

/** What {@linkcode parseRegistry} and {@linkcode parseTeamFlags} need to know. */
export interface RegistryOptions {
  /** Joins paths into an absolute one, as `resolve()` of `node:path` does. */
  readonly resolvePath: (...paths: string[]) => string;
  /** Says whether an absolute path is a folder. */
  readonly folderExists: (path: string) => boolean;
  /** Whether a `git_url` may be a folder of this machine; default false. */
  readonly gitAllowFile?: boolean;
  /** Cash of a team that names none, 1e-9 USD. */
  readonly startingCash: Money;
}

type RawRegistry = z.output<typeof registrySchema>;
type RawTeam = RawRegistry["teams"][number];

/**
 * Reads a registry.
 *
 * @param text The file's content
 * @param file Its path as the operator wrote it; relative paths in it start there
 * @throws {QtcError} `invalid` with every mistake, as `file:line:column: …`
 */
export function parseRegistry(
  text: string,
  file: string,
  options: RegistryOptions,
): RegistryFile {
  const yaml = openYaml(text, "registry", file);
  const base = options.resolvePath(file, "..");
  if (yaml.value === null) {
    yaml.mistake(
      [],
      "the file is empty: write teams: and under it at least one team",
    );
  } else if (yaml.value !== undefined) {
    checkTeams(yaml, base, options);
    checkUniverse(yaml, field(yaml.value, "universe"), ["universe"]);
    checkCompetition(yaml, field(yaml.value, "competition"));
    const parsed = registrySchema.safeParse(yaml.value);
    if (parsed.success) {
      yaml.finish();
      return registry(parsed.data, base, options);
    }
    noteIssues(yaml, parsed.error.issues);
  }
  yaml.finish();
  throw new QtcError("internal", `Cannot read registry "${file}": no mistake`);
}

/**
 * Reads a universe file, `{equities, crypto}` in YAML or JSON.
 *
 * @throws {QtcError} `invalid` with every mistake, as `file:line:column: …`
 */
export function parseUniverse(text: string, file: string): Universe {
  const yaml = openYaml(text, "universe", file);
  const parsed = universeSchema.safeParse(yaml.value);
  if (yaml.value !== undefined) {
    checkUniverse(yaml, yaml.value, []);
    if (!parsed.success) noteIssues(yaml, parsed.error.issues, ["universe"]);
  }
  yaml.finish();
  const { equities = [], crypto: coins = [] } = parsed.data ?? {};
  return { equities, crypto: coins };
}

function registry(
  { teams, universe, competition }: RawRegistry,
  base: string,
  options: RegistryOptions,
): RegistryFile {
  return {
    teams: teams.map((team) => entry(team, base, options)),
    ...(competition && { competition: competitionOf(competition) }),
    ...(typeof universe === "string" &&
      { universeFile: options.resolvePath(base, universe) }),
    ...(typeof universe === "object" && {
      universe: {
        equities: universe.equities ?? [],
        crypto: universe.crypto ?? [],
      },
    }),
  };
}

function entry(
  raw: RawTeam,
  base: string,
  { startingCash, resolvePath }: RegistryOptions,
): RegistryEntry {
  const id = raw.team_id ?? slug(raw.name ?? "");
  return {
    id,
    name: raw.name ?? id,
    ...(raw.repo_dir !== undefined &&
      { folder: resolvePath(base, raw.repo_dir) }),
    ...(raw.git_url !== undefined && {
      git: {
        url: raw.git_url,
        ...(raw.branch !== undefined && { branch: raw.branch }),
      },
    }),
    entryPoint: raw.entry_point,
    initialCash: raw.initial_cash ?? startingCash,
    run247: raw.run_24_7 ?? false,
    params: raw.params ?? {},
    limits: teamLimits(raw.limits ?? {}),
  };
}

function teamLimits(raw: NonNullable<RawTeam["limits"]>): TeamLimits {
  const limits: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    limits[name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())] =
      value;
  }
  return limits;
}

/** Notes what one field alone does not show: names, ids that meet, folders. */
function checkTeams(
  yaml: YamlFile,
  base: string,
  { folderExists, resolvePath, gitAllowFile = false }: RegistryOptions,
): void {
  const teams = field(yaml.value, "teams");
  if (!Array.isArray(teams)) return;
  const seen = new Map<string, number>();
  teams.forEach((team: unknown, index) => {
    if (typeof team !== "object" || team === null) return;
    const path = ["teams", index];
    const named = field(team, "team_id");
    const name = field(team, "name");
    const key = named === undefined ? "name" : "team_id";
    if (named === undefined && name === undefined) {
      yaml.mistake(path, "the team has neither team_id nor name: write one");
    }
    const id = typeof named === "string"
      ? named.trim()
      : named === undefined && typeof name === "string"
      ? slug(name)
      : undefined;
    if (id === "" && key === "name") {
      yaml.mistake(
        [...path, key],
        "name must have a letter or a digit, or write team_id as well",
      );
    }
    const first = id ? seen.get(id) : undefined;
    if (first !== undefined) {
      yaml.mistake(
        [...path, key],
        `the team "${id}" is there already, in line ${first}: write another ` +
          key,
      );
    } else if (id) seen.set(id, yaml.lineOf([...path, key]));
    checkGitSource(yaml, { team, path, allowFile: gitAllowFile });
    const folder = field(team, "repo_dir");
    if (typeof folder !== "string" || folder.trim() === "") return;
    const full = resolvePath(base, folder.trim());
    if (folderExists(full)) return;
    yaml.mistake(
      [...path, "repo_dir"],
      `there is no folder "${folder}": it must be relative to the registry`,
    );
  });
}

function checkUniverse(
  yaml: YamlFile,
  universe: unknown,
  path: readonly string[],
): void {
  if (typeof universe !== "object" || universe === null) return;
  const seen = new Set<unknown>();
  for (const key of ["equities", "crypto"]) {
    const symbols = field(universe, key);
    if (!Array.isArray(symbols)) continue;
    symbols.forEach((symbol: unknown, index) => {
      if (seen.has(symbol)) {
        yaml.mistake(
          [...path, key, index],
          `"${String(symbol)}" stands twice: keep one`,
        );
      }
      seen.add(symbol);
    });
  }
  if (seen.size > 0) return;
  yaml.mistake(path, "the universe must name at least one symbol");
}
