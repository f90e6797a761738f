import { strict as assert } from "node:assert";
import { QtcError } from "../domain/error.ts";
import type { IncomingAnswer, IncomingRequest } from "../ports/incoming.ts";
import { sampleBar } from "../testing/orders.ts";
import { takeIncoming } from "./incoming.ts";

const BARS = [sampleBar({ symbol: "AAPL", at: 0 })];
const ADDED = { added: 1, revised: 0 };

Deno.test("takeIncoming() adds bars and accepts prices in order, and answers each", async () => {
  const { asked, answers, incoming } = desk([
    { id: "1", kind: "bars", source: "import", bars: BARS },
    { id: "2", kind: "accept", symbol: "AAPL" },
    { id: "3", kind: "accept", symbol: "MSFT" },
  ]);
  await takeIncoming({
    incoming,
    add: (bars, source) => {
      asked.push(`${bars.length} ${source}`);
      return Promise.resolve(ADDED);
    },
    accept: (symbol) => {
      asked.push(symbol);
      return symbol === "MSFT" ? "it is not frozen" : undefined;
    },
    isFree: () => true,
  });
  assert.deepEqual(asked, ["1 import", "AAPL", "MSFT"]);
  assert.deepEqual(answers, [
    ["1", ADDED],
    ["2", { added: 0, revised: 0 }],
    ["3", { added: 0, revised: 0, refusal: "it is not frozen" }],
  ]);
});

Deno.test("takeIncoming() leaves what is there while a minute is open, and what could not be written", async () => {
  const { asked, answers, incoming } = desk([
    { id: "1", kind: "accept", symbol: "A" },
    { id: "2", kind: "bars", source: "backfill", bars: BARS },
  ]);
  const rest = {
    incoming,
    add: () => Promise.reject(new QtcError("unavailable", "the disk is full")),
    accept: (symbol: string) => void asked.push(symbol),
  };
  await takeIncoming({ ...rest, isFree: () => asked.length === 0 });
  assert.deepEqual(answers.map(([id]) => id), ["1"]);
  await assert.rejects(takeIncoming({ ...rest, isFree: () => true }), {
    message: "the disk is full",
  });
  assert.equal(answers.length, 1);
  assert.equal(incoming.next()?.id, "2");
});

Deno.test("takeIncoming() refuses what would fail again, and goes on with the next", async () => {
  const { answers, incoming } = desk([
    { id: "1", kind: "bars", source: "import", bars: BARS },
    { id: "2", kind: "accept", symbol: "A" },
  ]);
  await takeIncoming({
    incoming,
    add: () => Promise.reject(new RangeError("no such time")),
    accept: () => undefined,
    isFree: () => true,
  });
  assert.deepEqual(answers, [
    ["1", { added: 0, revised: 0, refusal: "no such time" }],
    ["2", { added: 0, revised: 0 }],
  ]);
});

function desk(requests: readonly IncomingRequest[]) {
  const answers: [string, IncomingAnswer][] = [];
  return {
    answers,
    asked: [] as string[],
    incoming: {
      next: () => requests[answers.length],
      answer: ({ id }: IncomingRequest, answer: IncomingAnswer) =>
        void answers.push([id, answer]),
    },
  };
}
