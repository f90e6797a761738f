import type { CorporateAction } from "../domain/corporate_action.ts";

/** Who knows of splits and dividends. */
export interface CorporateActions {
  /**
   * Returns the actions of some symbols whose `exDate` lies between two days in
   * New York (`YYYY-MM-DD`), both included; in any order, each once.
   *
   * @throws {QtcError} `unavailable` when the source cannot be had, `invalid`
   *   when it cannot be read
   */
  actions(
    symbols: readonly string[],
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<CorporateAction[]>;
}
