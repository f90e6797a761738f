import type { CompetitionSpec } from "../domain/competition.ts";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { QtcError } from "../domain/error.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { Config } from "./config.ts";
import type { GitSource } from "./git_source.ts";
import {
  parseRegistry,
  parseUniverse,
  type RegistryEntry,
  type RegistryOptions,
  type Universe,
} from "./registry_file.ts";
import { parseTeamFlags } from "./team_flags.ts";

/** How files are looked at: passed in, so that tests can pass their own. */
export interface TeamFiles extends Omit<RegistryOptions, "startingCash"> {
  /** Returns a file's text; `what` is for the message. */
  readonly readText: (what: string, path: string) => string;
  readonly exists: (path: string) => boolean;
}

/** A team as it takes part, and where its code lies. */
export interface TeamEntry {
  readonly spec: TeamSpec;
  /** Absolute path; absent when there is nothing to run yet. */
  readonly folder?: string;
  /** Where that folder's content is cloned from; absent: it is nobody's copy. */
  readonly git?: GitSource;
}

/** Who takes part, and in what. */
export interface Teams {
  readonly entries: readonly TeamEntry[];
  /** The registry's path; absent when all teams are flags. */
  readonly file?: string;
  /** What the teams take part in; absent: in nothing that starts or ends. */
  readonly competition?: CompetitionSpec;
  /** What is traded; absent: what the feed has. */
  readonly universe?: Universe;
  /** Symbols that are crypto where nothing but their name is known. */
  readonly coins: readonly string[];
  /** Symbols that alone are traded, by `--symbols` or `--universe`. */
  readonly only?: readonly string[];
}

/** Folder of the data folder that holds what git brings, a folder a team. */
export const EXTERNAL_STRATEGIES = "external_strategies";
/** The registry that is taken when none is named. */
const DEFAULT_REGISTRY = "team_registry.yaml";

/**
 * Reads the teams of the registry and of `--teams`, and the universe.
 *
 * @param coins Symbols that are crypto when nothing else says so
 * @throws {QtcError} `invalid` with every mistake
 */
export function readTeams(
  config: Pick<
    Config,
    | "registry"
    | "teams"
    | "startingCash"
    | "symbols"
    | "universe"
    | "dataDir"
    | "gitAllowFile"
  >,
  files: TeamFiles,
  coins: readonly string[],
): Teams {
  const options = {
    ...files,
    startingCash: cash(config.startingCash),
    gitAllowFile: config.gitAllowFile,
  };
  const copyOf = (teamId: string) =>
    files.resolvePath(config.dataDir, EXTERNAL_STRATEGIES, teamId);
  const file = config.registry ??
    (config.teams.length === 0 && files.exists(DEFAULT_REGISTRY)
      ? DEFAULT_REGISTRY
      : undefined);
  const registry = file === undefined
    ? undefined
    : parseRegistry(files.readText("registry", file), file, options);
  const listed = registry?.teams ?? [];
  const flagged = parseTeamFlags(
    config.teams,
    options,
    listed.map(({ id }) => id),
  );
  if (listed.length + flagged.length === 0) {
    throw new QtcError(
      "invalid",
      "Cannot start: there are no teams. Name a registry with --registry, a " +
        "team with --teams, or make an example with qtc init",
    );
  }
  const path = config.universe ?? registry?.universeFile;
  const universe = config.symbols
    ? splitSymbols(config.symbols, coins)
    : path === undefined
    ? registry?.universe
    : parseUniverse(files.readText("universe", path), path);
  const isOnly = config.symbols !== undefined || config.universe !== undefined;
  return {
    entries: [...listed, ...flagged].map((team) => entry(team, copyOf)),
    ...(file !== undefined && { file }),
    ...(registry?.competition && { competition: registry.competition }),
    coins: [
      ...universe?.crypto ?? [],
      ...coins.filter((coin) => !universe?.equities.includes(coin)),
    ],
    ...(universe && { universe }),
    ...(isOnly && universe &&
      { only: [...universe.equities, ...universe.crypto] }),
  };
}

function cash(value: Money | number): Money {
  return typeof value === "number" ? fromNumber<Money>(value) : value;
}

/** Returns symbols as a universe; those among `coins` are crypto. */
export function splitSymbols(
  symbols: readonly string[],
  coins: readonly string[],
): Universe {
  return {
    equities: symbols.filter((symbol) => !coins.includes(symbol)),
    crypto: symbols.filter((symbol) => coins.includes(symbol)),
  };
}

function entry(
  { folder, git, ...spec }: RegistryEntry,
  copyOf: (teamId: string) => string,
): TeamEntry {
  if (git) return { spec, git, folder: copyOf(spec.id) };
  return { spec, ...(folder !== undefined && { folder }) };
}
