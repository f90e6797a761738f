import { strict as assert } from "node:assert";
import { fixture } from "./fixture_test.ts";

for (const path of ["/leaderboard", "/api/v1/leaderboard"]) {
  Deno.test(`GET ${path} has all teams, null for one without a snapshot`, async () => {
    const answer = await fixture().get(path);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), {
      leaderboard: [
        { team_id: "alpha", portfolio_value: 10_500.25 },
        { team_id: "beta", portfolio_value: null },
      ],
    });
  });
}
