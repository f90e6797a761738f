import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { competition } from "../testing/competition.ts";
import { emptyBooks } from "./books.ts";
import type { EventKind } from "./event.ts";
import { decodeEvent, encodeEvent } from "./event_codec.ts";
import { apply } from "./fold.ts";
import { brokenInvariants } from "./invariants.ts";

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex");

Deno.test("apply() keeps every invariant, and replay from texts gives the same books", () => {
  const kinds = new Map<EventKind, number>();
  const endings = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const { batches, books } = competition({ seed, minutes: 30, digest });
    const replayed = emptyBooks();
    for (const event of batches.flatMap(({ events }) => events)) {
      const text = encodeEvent(event);
      apply(replayed, decodeEvent(text));
      assert.deepEqual(
        brokenInvariants(replayed),
        [],
        `seed ${seed}: ${text}`,
      );
      assert.equal(encodeEvent(decodeEvent(text)), text);
      kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1);
    }
    assert.deepEqual(replayed, books, `seed ${seed}`);
    for (const { status, note } of books.orders.values()) {
      endings.add(note?.startsWith("LATE") ? "LATE" : status);
    }
  }
  // What never happened was not tried.
  assert.equal(kinds.size, 19, [...kinds.keys()].join(" "));
  for (const each of ["FILLED", "CANCELED", "EXPIRED", "REJECTED", "LATE"]) {
    assert.ok(endings.has(each), each);
  }
});
