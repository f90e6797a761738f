/**
 * The fields of a registry, and for each what would be right.
 *
 * @module
 */

import { z } from "zod";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { SYMBOL_PATTERN } from "../domain/instrument.ts";
import { slug, TEAM_ID_PATTERN } from "../domain/team.ts";
import { competitionSchema } from "./competition_block.ts";
import { CASH_MAX, readCash } from "./readers.ts";

/** Largest `params` of a team, characters of JSON. */
const PARAMS_MAX = 65_536;
/** Most teams of one registry. */
const TEAMS_MAX = 1_000;
/** Most symbols of a universe. */
const SYMBOLS_MAX = 2_000;

const text = (wanted: string) =>
  z.string({
    error: ({ input }) =>
      input === undefined
        ? `is missing: write ${wanted}`
        : `must be text, ${wanted}`,
  }).trim().min(1, { error: `must not be empty: write ${wanted}` });

const count = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const money = (above: boolean) =>
  z.union([z.number(), z.string()], {
    error: "must be a number of dollars such as 10000",
  }).transform((value, context): Money => {
    const cash = typeof value === "string"
      ? readCash(value.trim())
      : value >= 0 && value <= CASH_MAX
      ? fromNumber<Money>(value)
      : undefined;
    if (cash !== undefined && (!above || cash > 0n)) return cash;
    context.issues.push({
      code: "custom",
      input: value,
      message: `must be dollars ${above ? "above" : "from"} 0 ` +
        `${
          above ? "and at most" : "to"
        } ${CASH_MAX}, such as 10000 or "2500.50"`,
    });
    return z.NEVER;
  });

const limits = z.strictObject({
  max_order_notional: money(true).optional(),
  max_position_notional: money(true).optional(),
  max_gross_exposure: money(true).optional(),
  max_orders_per_minute: count(1, 20).optional(),
  max_orders_per_day: count(1, 100_000).optional(),
  max_daily_loss: money(true).optional(),
}, { error: objectError("limits such as { max_order_notional: 5000 }") });

const params = z.record(z.string(), z.unknown(), {
  error: "must be a map of JSON values such as { fast: 10, slow: 30 }",
}).refine(isJson, {
  error: "must be JSON values only: no .nan and no .inf",
}).refine((value) => JSON.stringify(value).length <= PARAMS_MAX, {
  error: `must be at most ${PARAMS_MAX} characters of JSON`,
});

/** What an entry point looks like: `strategy:MyStrategy`, `src/strategy:MyStrategy`. */
export const ENTRY_POINT_PATTERN =
  /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*:[A-Za-z_$][A-Za-z0-9_$]*$/;

/** What a wrong entry point should be. */
export const ENTRY_POINT_WANTED =
  "must be a file without its extension and a class, such as " +
  "strategy:MyStrategy";

const team = z.strictObject({
  team_id: text("a slug such as team-alpha").superRefine((id, context) => {
    if (TEAM_ID_PATTERN.test(id)) return;
    const better = slug(id) || "team-alpha";
    context.addIssue({
      code: "custom",
      message: "must be lower-case letters, digits and hyphens, at most 30, " +
        `such as ${better}`,
    });
  }).optional(),
  name: text("a name such as Team Alpha").max(100, {
    error: "must be at most 100 characters",
  }).optional(),
  repo_dir: text("a folder such as ./strategies/momentum").optional(),
  git_url: text("https://host/path").optional(),
  branch: text("a branch or a tag such as main").optional(),
  entry_point: text("a file and a class such as strategy:MyStrategy").regex(
    ENTRY_POINT_PATTERN,
    {
      error: ENTRY_POINT_WANTED,
    },
  ),
  initial_cash: money(false).optional(),
  run_24_7: z.boolean({ error: "must be true or false" }).optional(),
  params: params.optional(),
  broker: z.literal("default", {
    error: ({ input }) =>
      input === "remote"
        ? "remote needs trader clients, which this version does not have; " +
          "write default"
        : "must be default",
  }).optional(),
  limits: limits.optional(),
}, { error: objectError("a map with name and entry_point") });

const symbols = z.array(
  z.string({ error: 'must be text: write it in quotes, such as "TRUE"' }).regex(
    SYMBOL_PATTERN,
    { error: "must be a symbol such as AAPL, BRK.B or BTC" },
  ),
  { error: "must be a list of symbols such as [AAPL, MSFT]" },
).max(SYMBOLS_MAX, { error: `must be at most ${SYMBOLS_MAX} symbols` });

/** `{equities, crypto}`, of which one may be absent. */
export const universeSchema = z.strictObject({
  equities: symbols.optional(),
  crypto: symbols.optional(),
}, { error: objectError("{ equities: [AAPL, MSFT], crypto: [BTC] }") });

/** The whole file. */
export const registrySchema = z.strictObject({
  teams: z.array(team, { error: teamsError }).min(1, {
    error: "must not be empty: write at least one team",
  }).max(TEAMS_MAX, { error: `must be at most ${TEAMS_MAX} teams` }),
  universe: z.union([text("a file such as universe.yaml"), universeSchema])
    .optional(),
  competition: competitionSchema.optional(),
}, { error: objectError("a registry that starts with teams:") });

/** The fields that the contract knows and this version does not serve. */
export const LATER_FIELDS: Readonly<Record<string, string>> = {
  user: "user needs trader clients, which this version does not have; " +
    "remove it",
  "account_id":
    "account_id needs trader clients, which this version does not " +
    "have; remove it",
  "securities_account_id":
    "securities_account_id needs trader clients, which " +
    "this version does not have; remove it",
};

/** Every field that could stand at a place, for suggestions. */
export function knownFields(path: readonly (string | number)[]): string[] {
  if (path.length === 0) return Object.keys(registrySchema.shape);
  if (path[0] === "competition") return Object.keys(competitionSchema.shape);
  if (path[0] === "universe") return Object.keys(universeSchema.shape);
  if (path.at(-1) === "limits") return Object.keys(limits.shape);
  return Object.keys(team.shape);
}

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) {
    return value === null || ["string", "boolean"].includes(typeof value);
  }
  return Object.values(value).every(isJson);
}

function objectError(wanted: string) {
  return ({ code }: { readonly code?: string }): string | undefined =>
    code === "invalid_type" ? `must be ${wanted}` : undefined;
}

function teamsError({ input }: { readonly input?: unknown }): string {
  return input === undefined || input === null
    ? "is missing: write teams: and under it at least one team"
    : "must be a list: each team starts with a hyphen";
}
