import type { Books } from "../domain/books.ts";
import {
  actionKey,
  compareActions,
  type CorporateAction,
  isSameAction,
} from "../domain/corporate_action.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";

/** Longest that a question may take, milliseconds. */
const ASK_MS = 10_000;
/** Longest that a minute waits for the answer, milliseconds; then it goes on without. */
const WAIT_MS = 2_000;

/** A question, and what came of it. */
export interface ActionsAnswer {
  readonly symbols: readonly string[];
  /** First and last day in New York, `YYYY-MM-DD`. */
  readonly from: string;
  readonly upTo: string;
  readonly found: readonly CorporateAction[] | { readonly failure: unknown };
}

/** Asks a source; what it throws is an answer, too. */
export async function askActions(
  source: CorporateActions,
  question: Omit<ActionsAnswer, "found">,
): Promise<ActionsAnswer> {
  const { symbols, from, upTo } = question;
  const signal = AbortSignal.timeout(ASK_MS);
  try {
    const found = await source.actions(symbols, from, upTo, signal);
    return { ...question, found };
  } catch (failure) {
    return { ...question, found: { failure } };
  }
}

/**
 * Returns what is answered, `undefined` when that takes too long.
 *
 * @param signal Ends the waiting; absent: as long as a minute can wait
 */
export async function inTime<T>(
  answer: Promise<T>,
  signal = AbortSignal.timeout(WAIT_MS),
): Promise<T | undefined> {
  return await Promise.race([
    answer,
    new Promise<undefined>((resolve) =>
      signal.addEventListener("abort", () => resolve(undefined), {
        once: true,
      })
    ),
  ]);
}

/**
 * Returns what is not booked yet, in the order of booking; of two that are the
 * same but for their ids one. Where two differ, both are there.
 */
export function unbooked(
  { actions }: Books,
  found: readonly CorporateAction[],
): CorporateAction[] {
  const known = new Map(
    [...actions.values()].map((action) => [actionKey(action), action]),
  );
  const byId = new Map(found.map((action) => [action.id, action]));
  return [...byId.values()].sort(compareActions).filter((action) => {
    const key = actionKey(action);
    const before = known.get(key);
    if (!before) known.set(key, action);
    return !actions.has(action.id) && !(before && isSameAction(before, action));
  });
}
