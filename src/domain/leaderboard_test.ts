import { strict as assert } from "node:assert";
import { fold, joins, values } from "../testing/events.ts";
import { leaderboard } from "./leaderboard.ts";

Deno.test("leaderboard() puts the highest value first, equal ones by id, those without a value last", () => {
  const cash = {
    zoe: 10_000.000000001,
    bob: 10_000,
    amy: 10_000,
    "10": 9_999,
    "9": 9_999,
    gone: 20_000,
  };
  const books = fold([
    ...Object.entries(cash).flatMap(([id, each]) => joins(id, each)),
    ...joins("new"),
    values(0, cash),
    { kind: "team_removed", teamId: "gone", minute: 0 },
  ]);
  assert.deepEqual(
    leaderboard(books).map(({ teamId }) => teamId),
    ["zoe", "amy", "bob", "10", "9", "new"],
  );
});

Deno.test("leaderboard() shows names and values, and no value where there is none", () => {
  const books = fold([
    ...joins("amy"),
    ...joins("bob", 0),
    values(0, { bob: 0 }),
  ]);
  assert.deepEqual(leaderboard(books), [
    { teamId: "bob", name: "Team bob", equity: 0n },
    { teamId: "amy", name: "Team amy" },
  ]);
});
