import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { brokenInvariants } from "../domain/invariants.ts";
import type { Head, Ledger } from "../ports/ledger.ts";
import { competition } from "./competition.ts";
import { fills, fold, joins, orders } from "./events.ts";

/** A ledger under test, empty at first. */
export interface LedgerSubject {
  /** Opens it, also while an earlier opening was never closed. */
  open(): Ledger;
}

/** One thing that every `Ledger` does; throws when it does not. */
export interface LedgerCase {
  readonly name: string;
  /** @param make Makes ledgers that know nothing of each other */
  run(make: () => LedgerSubject): void;
}

const ALPHA = joins("alpha");
const BETA = joins("beta");
const GAME = competition({ seed: 3, minutes: 8, digest: String });
/** An event that has no text: a signal is JSON, and this is none. */
const UNWRITABLE = {
  kind: "runs",
  minute: 0,
  runs: [{ teamId: "alpha", outcome: "ok", signals: [1n] }],
} as const;

/** What every `Ledger` does, wherever it keeps the events. */
export const ledgerCases: readonly LedgerCase[] = [
  {
    name: "is empty at first",
    run(make) {
      const { books, head } = make().open().load();
      assert.deepEqual(books, emptyBooks());
      assert.equal(head.length, 0);
    },
  },
  {
    name: "gives back the books of everything that was committed",
    run(make) {
      const { open } = make();
      const ledger = open();
      let head: Head | undefined;
      for (const batch of GAME.batches) head = ledger.commit(batch);
      for (const each of [ledger, open()]) {
        const loaded = each.load();
        assert.deepEqual(loaded.books, GAME.books);
        assert.deepEqual(loaded.head, head);
      }
      const count = GAME.batches.flatMap(({ events }) => events).length;
      assert.equal(head?.length, count);
    },
  },
  {
    name: "has a head that depends on every event and on their order alone",
    run(make) {
      const headOf = (...batches: (typeof ALPHA)[]): string => {
        const ledger = make().open();
        for (const events of batches) ledger.commit({ events });
        return ledger.load().head.hash;
      };
      const head = headOf(ALPHA, BETA);
      assert.equal(headOf([...ALPHA, ...BETA]), head);
      const others = [
        headOf(BETA, ALPHA),
        headOf(ALPHA),
        headOf(ALPHA, joins("beta", 10_000.01)),
        headOf(ALPHA, BETA.slice(0, 1)),
        headOf(),
      ];
      assert.equal(new Set([head, ...others]).size, 6);
    },
  },
  {
    name: "appends nothing when a commit fails, and goes on after it",
    run(make) {
      const { open } = make();
      const ledger = open();
      const head = ledger.commit({ events: ALPHA });
      assert.throws(
        () =>
          ledger.commit({
            events: [...BETA, UNWRITABLE],
            states: [{ teamId: "alpha", hash: "h", text: "1" }],
          }),
        { code: "unavailable" },
      );
      for (const each of [ledger, open()]) {
        assert.deepEqual(each.load(), { books: fold(ALPHA), head });
        assert.equal(each.state("alpha", "h"), undefined);
      }
      ledger.commit({ events: BETA });
      const { books } = open().load();
      assert.deepEqual(books, fold([...ALPHA, ...BETA]));
    },
  },
  {
    name: "gives the same books after a checkpoint, and those that follow it",
    run(make) {
      const { open } = make();
      const ledger = open();
      for (const [i, batch] of GAME.batches.entries()) {
        ledger.commit(batch);
        if (i % 7 !== 0) continue;
        ledger.checkpoint(open().load().books);
        assert.deepEqual(open().load(), ledger.load());
      }
      const { books } = open().load();
      assert.deepEqual(books, GAME.books);
      // An order is one object, in the books and in its team's list.
      assert.deepEqual(brokenInvariants(books), []);
    },
  },
  {
    name: "gives books of one's own",
    run(make) {
      const ledger = make().open();
      const order = orders();
      ledger.commit({ events: [...ALPHA, order] });
      ledger.checkpoint(ledger.load().books);
      fold([fills(order, { quantity: 1 })], ledger.load().books);
      assert.equal(ledger.load().books.orders.get(order.order.id)?.filled, 0n);
    },
  },
  {
    name: "has the same books and head whatever is pruned",
    run(make) {
      const { open } = make();
      const ledger = open();
      for (const batch of GAME.batches) ledger.commit(batch);
      ledger.commit({
        events: [],
        telemetry: [{
          ...{ teamId: "alpha", minute: 60_000, outcome: "ok", fresh: true },
          ...{ wallMs: 1, cpuMs: 1, log: "x" },
        }],
      });
      const before = ledger.load();
      const limits = { logsBefore: Infinity, telemetryBefore: 0, rows: 9 };
      ledger.prune(limits);
      ledger.prune({ ...limits, telemetryBefore: Infinity });
      for (const each of [ledger, open()]) {
        assert.deepEqual(each.load(), before);
      }
    },
  },
  {
    name: "keeps the two newest states of each team, however they alternate",
    run(make) {
      const { open } = make();
      const ledger = open();
      const save = (teamId: string, ...hashes: string[]): void => {
        for (const hash of hashes) {
          ledger.commit({
            events: joins("alpha").slice(0, 1),
            states: [{ teamId, hash, text: `"${teamId} ${hash}"` }],
          });
        }
      };
      save("alpha", "a", "b", "a", "c");
      save("beta", "b", "b");
      const kept = (teamId: string) =>
        ["a", "b", "c"].map((hash) => open().state(teamId, hash));
      assert.deepEqual(kept("alpha"), ['"alpha a"', undefined, '"alpha c"']);
      assert.deepEqual(kept("beta"), [undefined, '"beta b"', undefined]);
      assert.deepEqual(kept("nobody"), [undefined, undefined, undefined]);
    },
  },
];
