import { strict as assert } from "node:assert";
import { type ErrorCode, QtcError } from "../domain/error.ts";
import { fixture, KEYS } from "./fixture_test.ts";

const CASES: [ErrorCode, number][] = [
  ["invalid", 400],
  ["unauthorized", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["too_large", 413],
  ["unprocessable", 422],
  ["rate_limited", 429],
];

for (const [code, status] of CASES) {
  Deno.test(`errorAnswer() is ${status} with the message when it is ${code}`, async () => {
    const { get, failures } = failing(new QtcError(code, "Cannot do it"));
    const answer = await get("/leaderboard");
    assert.equal(answer.status, status);
    assert.deepEqual(await answer.json(), { detail: "Cannot do it" });
    assert.deepEqual(failures, []);
  });
}

const SECRET = "Cannot write /srv/data/ledger.sqlite";
const THROWN: [string, unknown, number][] = [
  ["an error of the disk", new QtcError("unavailable", SECRET), 503],
  ["a bug", new QtcError("internal", SECRET), 500],
  ["a foreign error", new TypeError(SECRET), 500],
  ["no error at all", SECRET, 500],
];

for (const [what, thrown, status] of THROWN) {
  Deno.test(`errorAnswer() tells the log alone when it is ${what}`, async () => {
    const { get, failures } = failing(thrown);
    const answer = await get("/leaderboard");
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("x-request-id"), "request-1");
    const { detail } = await answer.json();
    assert.match(detail, /X-Request-Id/);
    assert.ok(
      !/srv|\.ts|at /.test(detail.replace("at the moment", "")),
      detail,
    );
    assert.equal(failures.length, 1);
    assert.equal(failures[0]?.error, thrown);
    assert.equal(failures[0]?.requestId, "request-1");
  });
}

Deno.test("errorAnswer() reports the route's pattern, never the key in the path", async () => {
  const { get, failures } = fixture({
    teams: {
      team: () => {
        throw new Error("broken");
      },
      history: () => [],
      trades: () => [],
      errors: () => [],
    },
  });
  const paths = [`/${KEYS.alpha}`, `/line/${KEYS.alpha}`];
  paths.push(`/api/v1/team/alpha?key=${KEYS.alpha}`);
  for (const path of paths) {
    const answer = await get(path);
    assert.equal(answer.status, 500);
    assert.ok(!(await answer.text()).includes(KEYS.alpha));
    assert.ok(!JSON.stringify([...answer.headers]).includes(KEYS.alpha));
  }
  const routes = failures.map(({ method, route }) => `${method} ${route}`);
  assert.ok(!routes.join().includes(KEYS.alpha));
  assert.deepEqual(routes.map((route) => route.slice(0, 10)), [
    "GET /:key{",
    "GET /line/",
    "GET /api/v",
  ]);
});

function failing(thrown: unknown) {
  return fixture({
    board: {
      leaderboard: () => {
        throw thrown;
      },
      competition: () => undefined,
    },
  });
}
