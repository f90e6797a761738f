import type { z } from "zod";
import { QtcError } from "../domain/error.ts";
import type { Setting } from "./setting.ts";
import { flagOf, type SettingName, SETTINGS, variableOf } from "./settings.ts";

/** Variables by name, as the system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What stood on the command line, by the name of the setting. */
export type Flags = Readonly<Record<string, string | readonly string[]>>;

type Table = typeof SETTINGS;
type Value<S extends Setting> = S extends { readonly many: true }
  ? readonly z.output<S["schema"]>[]
  : z.output<S["schema"]>;
type Sure = {
  [K in SettingName]: Table[K] extends
    { readonly default: string } | { readonly many: true } ? K : never;
}[SettingName];

/**
 * Every setting that is not a secret; see {@linkcode SETTINGS} for units and
 * ranges. Read once, immutable.
 */
export type Config =
  & { readonly [K in Sure]: Value<Table[K]> }
  & { readonly [K in Exclude<SettingName, Sure>]?: Value<Table[K]> }
  & { readonly slots: number };

/** What {@linkcode parseConfig} reads; earlier ones win. */
export interface ConfigSources {
  readonly flags: Flags;
  /** The real environment. */
  readonly env: Environment;
  /** The `.env` file of the working directory, see `parseDotEnv()`. */
  readonly dotEnv?: Environment;
  /** Processor cores, ≥ 1: the default of `slots`. */
  readonly cores: number;
}

/** A setting's raw text and where it came from. */
interface Given {
  readonly texts: readonly string[];
  readonly source: string;
}

/** Name, then a value in double quotes, in single ones, or bare. */
const DOT_ENV_LINE =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|(.*?))[ \t]*(?:(?<=\s)#.*)?$/gm;

/**
 * Reads every setting: a flag wins over the environment, that over `.env`, that
 * over the default. An empty variable counts as not set.
 *
 * @throws {QtcError} `invalid`, naming every bad flag and variable at once
 */
export function parseConfig(sources: ConfigSources): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = { slots: sources.cores };
  const table: Readonly<Record<string, Setting>> = SETTINGS;
  for (const [name, setting] of Object.entries(table)) {
    const given = find(name, setting, sources);
    if (setting.many) values[name] = [];
    if (given === undefined) continue;
    const read = given.texts.map((text) => ({
      text,
      parsed: setting.schema.safeParse(text),
    }));
    for (const { text, parsed } of read) {
      if (parsed.success) continue;
      const [issue] = parsed.error.issues;
      faults.push(`${given.source}: ${issue?.message}, not "${clip(text)}"`);
    }
    const results = read.map(({ parsed }) => parsed.data);
    values[name] = setting.many ? results : results.at(-1);
  }
  faults.push(...contradictions(values));
  if (faults.length === 0) return values as unknown as Config;
  const count = faults.length === 1
    ? "1 setting is"
    : `${faults.length} settings are`;
  throw new QtcError(
    "invalid",
    `Cannot use settings: ${count} wrong\n  ${faults.join("\n  ")}`,
  );
}

/**
 * Reads a `.env` file: `NAME=value` a line, `export` and quotes allowed, in
 * double ones `\n`, `\"` and `\\`; a comment starts with ` #`. Lines that are
 * none of these are skipped.
 */
export function parseDotEnv(text: string): Environment {
  const variables: Record<string, string> = {};
  for (const match of text.replace(/\r\n?/g, "\n").matchAll(DOT_ENV_LINE)) {
    const [, name = "", double, single, bare = ""] = match;
    variables[name] = double?.replace(
      /\\([n"\\])/g,
      (_, sign: string) => sign === "n" ? "\n" : sign,
    ) ?? single ?? bare;
  }
  return variables;
}

/** Returns both together; the real environment wins, empty variables are left out. */
export function mergeEnvironment(
  env: Environment,
  dotEnv: Environment = {},
): Environment {
  const merged: Record<string, string> = {};
  for (const [name, value] of [...entries(dotEnv), ...entries(env)]) {
    merged[name] = value;
  }
  return merged;
}

function find(
  name: string,
  setting: Setting,
  { flags, env, dotEnv = {} }: ConfigSources,
): Given | undefined {
  const flag = flags[name];
  if (flag !== undefined) {
    return { texts: [flag].flat(), source: flagOf(name) };
  }
  const variable = variableOf(name);
  const text = setting.flagOnly ? undefined : env[variable] || undefined;
  const later = setting.flagOnly ? undefined : dotEnv[variable] || undefined;
  const found = text ?? later ?? setting.default;
  if (found === undefined) return undefined;
  return {
    texts: setting.many ? found.split("|").map((part) => part.trim()) : [found],
    source: text === undefined ? `${variable} in .env` : variable,
  };
}

/** Returns what is wrong with settings that are right one by one. */
function contradictions(values: Readonly<Record<string, unknown>>): string[] {
  const { feed, bars, symbols, universe } = values;
  const faults: string[] = [];
  if (feed === "recorded" && bars === undefined) {
    faults.push("--feed recorded: wants --bars FOLDER as well");
  }
  if (bars !== undefined && feed !== "recorded") {
    faults.push("--bars: wants --feed recorded as well");
  }
  if (symbols !== undefined && universe !== undefined) {
    faults.push("--symbols and --universe: give one of them");
  }
  return faults;
}

function entries(env: Environment): [string, string][] {
  return Object.entries(env).filter((entry): entry is [string, string] =>
    entry[1] !== undefined && entry[1] !== ""
  );
}

function clip(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(shown).slice(1, -1);
}
