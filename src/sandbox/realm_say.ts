import type { RealmParts, Session } from "./realm_calls.ts";
import type { Own } from "./realm_own.ts";

/** Most characters of what leaves the realm, each on its own. */
export interface RealmCaps {
  readonly signals: number;
  readonly requests: number;
  readonly state: number;
}

/**
 * Returns the function that says, as JSON text, what there is to say: signals,
 * requests, an error, or that nothing will ever come. Part of the realm's
 * loader: nothing outside the function exists there.
 */
export function makeSay(
  own: Own,
  { recorder, api, describe }: RealmParts,
  session: Session,
  caps: RealmCaps,
): () => string {
  const limit = (text: string, max: number, what: string): void => {
    if (text.length <= max) return;
    throw new own.RangeError(what + " larger than " + max / 1024 + " KB");
  };
  const log = (): string => {
    const text = recorder.take();
    return text === "" ? "" : ',"log":' + own.stringify(text);
  };
  const signalsOf = (value: unknown): string => {
    const list = value === undefined || value === null
      ? []
      : own.isArray(value)
      ? value
      : [value];
    const text = own.stringify(list) ?? "";
    limit(text, caps.signals, "the signals are");
    if (text[0] !== "[") throw new own.TypeError("the signals are no list");
    return text;
  };
  const stateOf = (value: unknown): string | undefined => {
    const text = own.stringify(value);
    if (text === undefined) return session.saved && "null";
    limit(text, caps.state, "team.state is");
    return text;
  };
  // Piece by piece: a list's toJSON may be the team's.
  const textOf = (list: readonly unknown[]): string => {
    let text = "[";
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      text += (i > 0 ? "," : "") +
        (own.isArray(item) ? textOf(item) : own.stringify(item) ?? "null");
    }
    return text + "]";
  };
  const failed = (error: string): string => '{"error":' + error + log() + "}";
  return () => {
    const { outcome } = session;
    try {
      if (!outcome) {
        const requests = api.take();
        if (requests.length === 0) return '{"stuck":true' + log() + "}";
        const text = textOf(requests);
        limit(text, caps.requests, "the requests are");
        return '{"requests":' + text + "}";
      }
      if (outcome.error !== undefined) return failed(outcome.error);
      const signals = signalsOf(outcome.value);
      const state = stateOf(session.team!.state);
      const changed = state !== session.saved
        ? ',"state":' + own.stringify(state)
        : "";
      session.saved = state;
      return '{"signals":' + signals + changed + log() + "}";
    } catch (thrown) {
      return failed(describe(thrown));
    }
  };
}
