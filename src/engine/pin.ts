import type { TeamSpec } from "../domain/team.ts";
import type { CodeFault, RegisteredTeam } from "../ports/registry.ts";
import type { Engine } from "./engine.ts";

/**
 * Returns the teams of a registry with the versions that a rollback has pinned:
 * whatever is in the folder of such a team, its code, entry point and params
 * stay, as they were tried together. Says what is held back, once for each
 * version, and when what is pinned cannot run.
 */
export function withPins(
  engine: Engine,
  teams: readonly RegisteredTeam[],
): readonly RegisteredTeam[] {
  return teams.map((team): RegisteredTeam => {
    const known = engine.books.teams.get(team.spec.id)?.spec;
    if (!known?.pinned || known.code === undefined) return team;
    sayLost(engine, known);
    const { code, entryPoint, params } = known;
    const spec = {
      ...team.spec,
      code,
      entryPoint,
      params,
      pinned: true,
    } as const;
    if (team.isPending) return { spec, isPending: true };
    const what = heldBack(team, known);
    if (what === "") return { spec };
    sayHeldBack(engine, team, known);
    // What is wrong with code that is held back is nobody's matter.
    return { spec, heldBack: pinnedFault(known, what) };
  });
}

/** Returns until when a pin holds, for messages. */
export function pinEnds(teamId: string): string {
  return "it stays until an upload or until the organiser lifts it with qtc " +
    `strategy rollback ${teamId} latest`;
}

/** Returns the digits by which people name a version. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** Returns what a registry has otherwise than the pinned version; empty for nothing. */
function heldBack(
  { spec: { code, entryPoint, params }, fault }: RegisteredTeam,
  pinned: TeamSpec,
): string {
  const isOtherCode = fault !== undefined ||
    code !== undefined && code !== pinned.code;
  const isOther = JSON.stringify(params) !== JSON.stringify(pinned.params);
  const name = code === undefined ? "code" : `code (${shortHash(code)})`;
  return [
    ...(isOtherCode ? [name] : []),
    ...(entryPoint !== pinned.entryPoint ? ["entry_point"] : []),
    ...(isOther ? ["params"] : []),
  ].join(", ");
}

function pinnedFault({ id, code = "" }: TeamSpec, what: string): CodeFault {
  const message = `Held back the newest ${what}: the organiser went back to ` +
    `version ${shortHash(code)}; ${pinEnds(id)}`;
  return { type: "PinnedError", message };
}

function sayHeldBack(
  engine: Engine,
  team: RegisteredTeam,
  pinned: TeamSpec,
): void {
  const { spec: { id, code, entryPoint, params }, fault } = team;
  const version = [pinned.code, code, fault?.message, entryPoint, params];
  if (!isNews(engine, `${id} ${JSON.stringify(version)}`)) return;
  engine.log.write(
    "warning",
    `Held back the newest ${heldBack(team, pinned)} of ${id}: version ` +
      `${shortHash(pinned.code ?? "")} is pinned; ${pinEnds(id)}`,
  );
}

function sayLost(engine: Engine, { id, code = "" }: TeamSpec): void {
  if (engine.hasCode?.(id, code) ?? true) return;
  if (!isNews(engine, `${id} lost ${code}`)) return;
  engine.log.write(
    "error",
    `Cannot run "${id}": its pinned version ${shortHash(code)} is missing or ` +
      "damaged in the data folder; put it back from a backup, or run qtc " +
      `strategy rollback ${id} latest`,
  );
}

/** Says whether this is said for the first time. */
function isNews(engine: Engine, key: string): boolean {
  const said = engine.ignored ??= new Set();
  return said.size < said.add(key).size;
}
