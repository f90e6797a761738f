import { strict as assert } from "node:assert";
import type { Books } from "../domain/books.ts";
import { fakeEngine } from "../testing/engine.ts";
import { minuteAt, opens, values } from "../testing/events.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import { record } from "./engine.ts";
import { closeMinute, skipMinute } from "./publish.ts";

function started(checkpointMinutes = 2) {
  const kept: number[] = [];
  const ledger = fakeLedger();
  const engine = fakeEngine({
    ledger: {
      ...ledger,
      checkpoint: (books: Books) => void kept.push(books.lastMinute ?? 0),
    },
    barStore: ledger.bars,
    settings: { checkpointMinutes },
  });
  return { engine, ledger, kept };
}

Deno.test("closeMinute() ends the minute, and keeps the books now and then", () => {
  const { engine, kept } = started();
  for (let n = 0; n < 5; n++) {
    record(engine, { events: [opens(n), values(n)] });
    closeMinute(engine, minuteAt(n));
    assert.equal(engine.books.open, undefined);
    assert.equal(engine.books.lastMinute, minuteAt(n));
  }
  assert.deepEqual(kept, [minuteAt(1), minuteAt(3)]);
});

Deno.test("skipMinute() ends a minute that is open or never opened, and says why", () => {
  const { engine, ledger } = started();
  skipMinute(engine, minuteAt(0), "no data");
  record(engine, { events: [opens(1)] });
  skipMinute(engine, minuteAt(1), "the process was down");
  assert.deepEqual(
    ledger.events().flatMap((event) =>
      event.kind === "skipped" ? [event.reason] : []
    ),
    ["no data", "the process was down"],
  );
  assert.equal(engine.books.open, undefined);
  assert.equal(engine.books.lastMinute, minuteAt(1));
  assert.equal(
    engine.log.lines[1]?.message,
    "Skipped a minute: the process was down",
  );
});
