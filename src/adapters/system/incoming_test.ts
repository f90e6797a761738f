import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bar } from "../../domain/bar.ts";
import type { IncomingRequest } from "../../ports/incoming.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import { incomingFolder } from "./incoming.ts";

const NOW = "2026-11-20T14:31:02Z";
const DONE = { added: 2, revised: 1 };
const BARS: readonly Bar[] = [
  {
    ...{ symbol: "BRK.B", at: 1_385_000_040_000, open: 0.1, high: 1e-9 },
    ...{ low: 123_456_789.123, close: 3e-7, volume: 0, tradeCount: 0 },
    vwap: 1 / 3,
  },
  {
    ...{ symbol: "BTC", at: 1_385_000_100_000, open: 1, high: 2, low: 1 },
    ...{ close: 1, volume: 0.00000001 },
  },
];

Deno.test("incomingFolder() hands over bars digit by digit, oldest first, each until it is answered", () =>
  withFolder(({ ours, theirs }) => {
    assert.equal(theirs.next(), undefined);
    ours.ask(bars("b"));
    ours.ask(bars("a"));
    assert.deepEqual(theirs.next(), bars("b"));
    assert.deepEqual(theirs.next(), bars("b"));
    assert.equal(ours.answerOf("b"), undefined);
    theirs.answer(bars("b"), DONE);
    assert.deepEqual(ours.answerOf("b"), DONE);
    assert.deepEqual(theirs.next(), bars("a"));
    ours.forget("a");
    ours.forget("b");
    assert.equal(theirs.next(), undefined);
  }));

Deno.test("incomingFolder() lets one process ask, take in and read the answer", () =>
  withFolder(({ ours }) => {
    ours.ask(bars("a"));
    ours.answer(ours.next() ?? bars("none"), DONE);
    assert.deepEqual(ours.answerOf("a"), DONE);
  }));

Deno.test("incomingFolder() gives what a dead taker had to the next one, unless it was answered", () =>
  withFolder(({ ours, theirs, another, folder }) => {
    ours.ask(bars("a"));
    assert.equal(theirs.next()?.id, "a");
    // It died here; the next one is asked the same.
    assert.equal(another.next()?.id, "a");
    const [name = ""] = readdirSync(folder);
    // And here, between answer and end.
    writeFileSync(
      join(folder, name.replace(".request", ".answer")),
      JSON.stringify(DONE),
    );
    assert.equal(another.next(), undefined);
    assert.deepEqual(ours.answerOf("a"), DONE);
    assert.equal(readdirSync(folder).length, 1);
  }));

Deno.test("incomingFolder() refuses what is not whole or unknown, and what is being published is not there yet", () =>
  withFolder(({ ours, theirs, another, folder, lines }) => {
    ours.ask(bars("first"));
    mkdirSync(join(folder, "006-folder.request"));
    execFileSync("mkfifo", [join(folder, "007-pipe.request")]);
    writeFileSync(join(folder, "008-large.request"), "x".repeat(6_000_000));
    const head = '{"id":"x","kind":"bars","source":"import","count":2}';
    const texts = {
      "1-torn.request": `${head}\nA,1,1,1,1,1,1,,\n`,
      "2-empty.request": "",
      "3-kind.request": '{"id":"x","kind":"drop"}\n',
      "4-source.request": '{"id":"x","kind":"bars","source":"me","count":0}\n',
      "5-new.request.new": head,
    };
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(folder, `00${name}`), text);
    }
    assert.equal(theirs.next()?.id, "first");
    theirs.answer(bars("first"), DONE);
    assert.equal(theirs.next(), undefined);
    assert.equal(lines.length, 7);
    for (const line of lines) {
      assert.match(line, /^Refused "00\d-\w+\.request"/);
    }
    assert.equal(another.next(), undefined);
    assert.equal(lines.length, 7);
    const aside = readdirSync(folder).filter((name) =>
      name.endsWith(".refused")
    );
    assert.equal(aside.length, 7);
  }));

Deno.test("incomingFolder() takes an accepted price for a minute and a half, bars for ever", () =>
  withFolder(({ ours, theirs, clock }) => {
    ours.ask({ id: "a", kind: "accept", symbol: "AAPL" });
    assert.deepEqual(theirs.next(), {
      ...{ id: "a", kind: "accept", symbol: "AAPL" },
    });
    ours.ask(bars("b"));
    clock.advance(91_000);
    assert.equal(theirs.next()?.id, "b");
    assert.match(ours.answerOf("a")?.refusal ?? "", /too long ago/);
  }));

Deno.test("incomingFolder() sets bars aside that were refused, with why, and asks for them no more", () =>
  withFolder(({ ours, theirs, another, folder, lines }) => {
    ours.ask(bars("a"));
    theirs.next();
    theirs.answer(bars("a"), { added: 0, revised: 0, refusal: "it is wrong" });
    assert.equal(ours.answerOf("a")?.refusal, "it is wrong");
    assert.match(
      lines.join(),
      /^Refused ".*-a\.request" of incoming: it is wr/,
    );
    for (const each of [theirs, another]) assert.equal(each.next(), undefined);
    assert.deepEqual(
      readdirSync(folder).map((name) => name.split(".").at(-1)).sort(),
      ["answer", "refused"],
    );
  }));

Deno.test("incomingFolder() removes answers that nobody has fetched for a day", () =>
  withFolder(({ ours, theirs, clock, folder }) => {
    ours.ask(bars("a"));
    theirs.next();
    theirs.answer(bars("a"), DONE);
    theirs.next();
    const [name = ""] = readdirSync(folder);
    const time = clock.now() / 1_000;
    utimesSync(join(folder, name), time, time);
    theirs.next();
    assert.equal(readdirSync(folder).length, 1);
    clock.advance(86_401_000);
    mkdirSync(join(folder, "old"));
    utimesSync(join(folder, "old"), time, time);
    theirs.next();
    assert.deepEqual(readdirSync(folder), ["old"]);
  }));

function bars(id: string): IncomingRequest {
  return { id, kind: "bars", source: "import", bars: BARS };
}

function withFolder(
  work: (
    stage: {
      readonly ours: ReturnType<typeof incomingFolder>;
      readonly theirs: ReturnType<typeof incomingFolder>;
      readonly another: ReturnType<typeof incomingFolder>;
      readonly clock: FakeClock;
      readonly folder: string;
      readonly lines: string[];
    },
  ) => void,
): void {
  const dataDir = mkdtempSync(join(tmpdir(), "qtc-incoming-"));
  const clock = new FakeClock(NOW);
  const lines: string[] = [];
  const log = { write: (_: string, line: string) => void lines.push(line) };
  const open = () => incomingFolder(dataDir, { log, wall: clock });
  try {
    work({
      ...{ ours: open(), theirs: open(), another: open() },
      ...{ clock, lines, folder: join(dataDir, "incoming") },
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
