import { QtcError } from "../domain/error.ts";
import type { CorporateAction } from "../domain/corporate_action.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";

/** A source of actions, and what it was asked. */
export interface FakeActions extends CorporateActions {
  /** `SYMBOL,SYMBOL FROM..TO`, in order. */
  readonly asked: string[];
}

/**
 * Returns a source that knows what a list says at the time it is asked.
 *
 * @param isDown Says whether it cannot be had now
 */
export function fakeActions(
  known: readonly CorporateAction[],
  isDown: () => boolean = () => false,
): FakeActions {
  const asked: string[] = [];
  return {
    asked,
    actions(symbols, from, to) {
      asked.push(`${symbols.join(",")} ${from}..${to}`);
      if (isDown()) {
        const message = "Cannot ask for actions: it is down";
        return Promise.reject(new QtcError("unavailable", message));
      }
      return Promise.resolve(
        known.filter(({ symbol, exDate }) =>
          symbols.includes(symbol) && exDate >= from && exDate <= to
        ),
      );
    },
  };
}
