import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { simulatedTime } from "./intake.ts";

Deno.test("simulatedTime() is the evening of the first day, before and after a restart", () => {
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);
  const books = emptyBooks();
  const evening = at("20T18:00");
  const none = "00000000";
  assert.equal(simulatedTime(books, at("20T00:00"), none), evening);
  assert.equal(simulatedTime(books, at("20T23:59"), none), evening);
  const later = simulatedTime(books, at("20T00:00"), "0000006f00");
  assert.equal(later, evening + 60_000); // 111 % 110
  const teams = new Map([["a", at("23T14:30")], ["b", at("20T14:30")]].map(
    ([id, joinedAt]) => [id, { joinedAt }],
  )) as unknown as typeof books.teams;
  assert.equal(simulatedTime({ teams }, at("25T15:00"), none), evening);
});
