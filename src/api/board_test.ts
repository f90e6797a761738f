import { strict as assert } from "node:assert";
import { AT, fixture } from "./fixture_test.ts";

for (const path of ["/leaderboard", "/api/v1/leaderboard"]) {
  Deno.test(`GET ${path} has all teams, null for one without a snapshot`, async () => {
    const answer = await fixture().get(path);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), {
      leaderboard: [
        { team_id: "alpha", portfolio_value: 10_500.25 },
        { team_id: "beta", portfolio_value: null },
      ],
      final: false,
      competition: null,
    });
  });
}

for (
  const [phase, isFinal] of [
    ["before", false],
    ["running", false],
    ["ended", true],
  ] as const
) {
  Deno.test(`GET /leaderboard is ${isFinal ? "" : "not "}final when the competition is ${phase}`, async () => {
    const answer = await fixture({
      board: {
        leaderboard: () => [],
        competition: () => ({ name: "Cup", ends: AT, phase }),
      },
    }).get("/leaderboard");
    assert.deepEqual(await answer.json(), {
      leaderboard: [],
      final: isFinal,
      competition: {
        name: "Cup",
        starts: null,
        ends: "2025-01-15T14:30:00+00:00",
        uploads_until: null,
        phase,
      },
    });
  });
}
