import { emptyBooks } from "../domain/books.ts";
import { QtcError } from "../domain/error.ts";
import { decodeEvent, encodeEvent } from "../domain/event_codec.ts";
import { apply } from "../domain/fold.ts";
import { random } from "../domain/random.ts";
import type { Head, Ledger } from "../ports/ledger.ts";

/**
 * Returns a ledger that forgets everything with the process, bars and snapshots
 * at once.
 *
 * @param options.failAt The commit that fails, 1 for the first; none by default
 */
export function memoryLedger(
  { failAt = Infinity }: { readonly failAt?: number } = {},
): Ledger {
  const texts: string[] = [];
  const states = new Map<string, { hash: string; text: string }[]>();
  let hash = "";
  let commits = 0;
  const head = (): Head => ({ length: texts.length, hash });
  return {
    commit({ events, states: saved = [] }): Head {
      let added: string[];
      try {
        if (++commits === failAt) throw new Error("it was told to fail");
        added = events.map(encodeEvent);
      } catch (cause) {
        const reason = `Cannot write to the ledger: ${cause}`;
        throw new QtcError("unavailable", reason, { cause });
      }
      for (const text of added) {
        texts.push(text);
        hash = String(random(hash, text)());
      }
      for (const { teamId, hash, text } of saved) {
        const before = states.get(teamId) ?? [];
        const others = before.filter((each) => each.hash !== hash);
        states.set(teamId, [{ hash, text }, ...others].slice(0, 2));
      }
      return head();
    },
    load() {
      const books = emptyBooks();
      for (const text of texts) apply(books, decodeEvent(text));
      return { books, head: head() };
    },
    checkpoint() {},
    // Telemetry is forgotten when it comes.
    prune: () => ({ logs: 0, telemetry: 0 }),
    state: (teamId, hash) =>
      states.get(teamId)?.find((each) => each.hash === hash)?.text,
    close() {},
  };
}
