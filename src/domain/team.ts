import type { Money } from "./decimal.ts";
import type { TeamLimits } from "./limits.ts";

/** A team as the registry and the ledger know it. */
export interface TeamSpec {
  /** Slug: `[a-z0-9][a-z0-9-]{0,29}`. */
  readonly id: string;
  readonly name: string;
  /** Cash at the team's first minute, dollars, ≥ 0. */
  readonly initialCash: Money;
  /** Called every minute instead of in equity sessions only. */
  readonly run247: boolean;
  /** File without extension and class: `strategy:MyStrategy`. */
  readonly entryPoint: string;
  /** sha256 of the strategy's sources, hex; absent while there is no usable code. */
  readonly code?: string;
  /** Set by a rollback: `code`, `entryPoint` and `params` stay until that is lifted. */
  readonly pinned?: true;
  /** Passed to the strategy's constructor and `team.params`; JSON values. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly limits: TeamLimits;
}

/** What a team's id looks like. */
export const TEAM_ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,29}$/;

/**
 * Returns the slug of a name: lower case, accents left out, everything else a
 * hyphen, at most 30 characters; empty when nothing is left.
 */
export function slug(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "").slice(0, 30).replace(/-+$/, "");
}
