import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { decimalText } from "../domain/decimal.ts";
import { INITIAL_CASH, type LedgerEvent } from "../domain/event.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { RegisteredTeam } from "../ports/registry.ts";
import { competitionEvents } from "./competition_change.ts";
import { type Engine, record } from "./engine.ts";
import { withoutLateChanges } from "./freeze.ts";
import { withPins } from "./pin.ts";
import { takeRollbacks } from "./rollback.ts";
import { valuation } from "./settle.ts";

/**
 * Takes what changed into the books before `minute` (Unix milliseconds): what
 * operators have asked for, then the registry: the competition, new teams with
 * their cash, new code and settings, teams that are gone.
 */
export async function applyRegistry(
  engine: Engine,
  minute: number,
): Promise<void> {
  takeRollbacks(engine, minute);
  const news = await engine.registry.changes(minute);
  const edition = news ?? (engine.hasNewPins ? engine.edition : undefined);
  if (!edition) return;
  engine.edition = edition;
  engine.hasNewPins = false;
  const teams = withoutLateChanges(
    engine,
    { ...edition, teams: withPins(engine, edition.teams) },
    minute,
  );
  const joining = teams.filter(({ spec }) =>
    !engine.books.teams.get(spec.id)?.active
  );
  const before = valuedBefore(engine, minute);
  record(
    engine,
    {
      events: [
        ...competitionEvents(engine, edition.competition, minute),
        ...teamEvents(engine, teams, minute),
      ],
    },
    // Who joins stands on the board with its value before its first minute.
    () =>
      joining.length === 0
        ? { events: [] }
        : valuation(engine.books, before, joining.map(({ spec }) => spec.id)),
  );
  engine.strategies.retain(teams.map(({ spec }) => spec.id));
  await engine.strategies.prepare(
    [...engine.books.teams.values()]
      .filter(({ active, spec }) => active && spec.code !== undefined)
      .map(({ spec }) => spec),
    engine.books.barsUpTo ?? before,
  );
}

/** The minute that a team's first value stands at: before its first, never in the future. */
function valuedBefore({ clock, settings }: Engine, minute: number): number {
  const before = minute - MINUTE_MS;
  if (!settings.isLive) return before;
  const now = clock.now();
  return Math.min(before, now - now % MINUTE_MS - MINUTE_MS);
}

function teamEvents(
  { books, log }: Engine,
  teams: readonly RegisteredTeam[],
  minute: number,
): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (const { spec: wanted, fault, heldBack, isPending } of teams) {
    const told = fault ?? heldBack;
    const known = books.teams.get(wanted.id);
    const isKept = fault !== undefined || isPending === true;
    const spec = usableSpec(wanted, known?.spec, isKept);
    const isMended = known?.fault !== undefined && !told && !isPending;
    const isNew = !known?.active || isMended || !sameSpec(known.spec, spec);
    if (isNew) {
      events.push({ kind: "team", teamId: spec.id, minute, spec });
    }
    if (!known) {
      events.push({
        kind: "deposit",
        teamId: spec.id,
        minute,
        amount: spec.initialCash,
        cause: INITIAL_CASH,
      });
    } else if (known.spec.initialCash !== wanted.initialCash) {
      log.write(
        "warning",
        `Ignored initial_cash of ${spec.id}: it started with ` +
          `${decimalText(known.deposits)}; cash moves by credit and debit`,
      );
    }
    if (told && (isNew || known.fault !== told.message)) {
      events.push({
        kind: "failure",
        teamId: spec.id,
        minute,
        timeout: false,
        phase: "load",
        ...told,
      });
    }
  }
  return [...events, ...removals(books, teams, minute)];
}

/**
 * A team whose newest version cannot be used goes on with the one it has: code,
 * entry point, and params as they were tried together. What it started with does
 * not change.
 */
function usableSpec(
  wanted: TeamSpec,
  known: TeamSpec | undefined,
  isKept: boolean,
): TeamSpec {
  if (!known) return wanted;
  const { initialCash, code, entryPoint, params } = known;
  const spec = { ...wanted, initialCash };
  if (wanted.code !== undefined || code === undefined) return spec;
  return { ...spec, code, entryPoint, ...(isKept && { params }) };
}

/** A team that is gone: its orders are cancelled, its book is frozen. */
function removals(
  books: Books,
  teams: readonly RegisteredTeam[],
  minute: number,
): LedgerEvent[] {
  const kept = new Set(teams.map(({ spec }) => spec.id));
  const gone = [...books.teams.values()].filter(({ active, spec }) =>
    active && !kept.has(spec.id)
  );
  // It arrived after the last minute: bars that start later do not fill them.
  const at = (books.lastMinute ?? minute - MINUTE_MS) + MINUTE_MS;
  return gone.flatMap(({ spec: { id: teamId }, open }) => [
    ...[...open.values()]
      .filter(({ status }) =>
        status === "ACCEPTED" || status === "PARTIALLY_FILLED"
      )
      .map(({ id }): LedgerEvent => ({
        kind: "status",
        teamId,
        orderId: id,
        minute,
        status: "PENDING_CANCEL",
        at,
        note: "the team was removed",
      })),
    { kind: "team_removed", teamId, minute },
  ]);
}

function sameSpec(a: TeamSpec, b: TeamSpec): boolean {
  const text = (spec: TeamSpec): string =>
    JSON.stringify(
      Object.entries(spec).sort(([a], [b]) => a < b ? -1 : 1),
      (_, value) => typeof value === "bigint" ? decimalText(value) : value,
    );
  return text(a) === text(b);
}
