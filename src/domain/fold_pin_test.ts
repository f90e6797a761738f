import { strict as assert } from "node:assert";
import { fold, minuteAt, teamSpec } from "../testing/events.ts";
import type { TeamSpec } from "./team.ts";

Deno.test("apply() lifts the pin of a team that has left and brings it not back", () => {
  const minute = minuteAt(1);
  const spec = teamSpec("alpha");
  const pinned = { ...spec, pinned: true } as const;
  const books = fold([
    { kind: "team", teamId: "alpha", minute, spec: pinned },
    { kind: "team_removed", teamId: "alpha", minute },
  ]);
  const change = (spec: TeamSpec) =>
    fold([{ kind: "team", teamId: "alpha", minute, spec }], books);
  change(spec);
  const team = books.teams.get("alpha");
  assert.deepEqual([team?.spec, team?.active], [spec, false]);
  change(spec);
  assert.equal(team?.active, true);
});
