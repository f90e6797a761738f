import { strict as assert } from "node:assert";
import { type Fixture, fixture, KEYS, WRONG_KEY } from "./fixture_test.ts";

const TEAM = "/api/v1/team/alpha";
const DETAIL = {
  detail: "This route wants the team's own key, as ?key=, " +
    "Authorization: Bearer or X-API-Key",
};

Deno.test("gate() takes a key from each of three places", async () => {
  const { get } = fixture();
  const ways: [string, Record<string, string>][] = [
    [`${TEAM}?key=${KEYS.alpha}`, {}],
    [TEAM, { "Authorization": `Bearer ${KEYS.alpha}` }],
    [TEAM, { "Authorization": `bearer  ${KEYS.alpha}` }],
    [TEAM, { "X-API-Key": KEYS.alpha }],
    [`${TEAM}?key=`, { "X-API-Key": KEYS.alpha }],
  ];
  for (const [path, headers] of ways) {
    assert.equal((await get(path, { headers })).status, 200, path);
  }
});

Deno.test("gate() refuses no key, wrong ones and those of others alike", async () => {
  const { get } = fixture();
  const ways: [string, Record<string, string>][] = [
    [TEAM, {}],
    [`${TEAM}?key=${WRONG_KEY}`, {}],
    [`${TEAM}?key=${KEYS.beta}`, {}],
    [`${TEAM}?key=${KEYS.alpha.slice(0, -1)}`, {}],
    [TEAM, { "Authorization": `Basic ${KEYS.alpha}` }],
    [`/api/v1/team/nobody?key=${KEYS.alpha}`, {}],
    [`/api/v1/team/nobody?key=${WRONG_KEY}`, {}],
    ["/api/v1/team/nobody", {}],
    [`/line/${WRONG_KEY}`, {}],
    [`/${WRONG_KEY}`, {}],
  ];
  for (const [path, headers] of ways) {
    const answer = await get(path, { headers });
    assert.equal(answer.status, 401, path);
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
    assert.deepEqual(await answer.json(), DETAIL);
  }
});

Deno.test("gate() asks for the key once for each request, whatever it is", async () => {
  const asked: string[] = [];
  const { get } = fixture({
    keys: {
      teamOf: (key) => {
        asked.push(key);
        return undefined;
      },
    },
  });
  await get(TEAM);
  await get(`/api/v1/team/nobody?key=${WRONG_KEY}`);
  await get(`/${WRONG_KEY}`);
  assert.deepEqual(asked, ["", WRONG_KEY, WRONG_KEY]);
});

Deno.test("gate() opens each keyed route to its own team only", async () => {
  const { app, get } = fixture();
  const keyed = [...new Set(app.routes.map(({ path }) => path))]
    .filter((path) => path.startsWith("/api/v1/team/:id"));
  assert.equal(keyed.length, 5);
  for (const path of keyed) {
    for (const team of ["alpha", "beta"]) {
      for (const [owner, key] of Object.entries(KEYS)) {
        const answer = await get(path.replace(":id", team), {
          headers: { "X-API-Key": key },
        });
        const status = owner === team ? 200 : 401;
        assert.equal(answer.status, status, `${owner} at ${path} of ${team}`);
      }
    }
  }
});

Deno.test("gate() lets nobody store or share what is behind it", async () => {
  const { get } = fixture();
  const paths = [`${TEAM}?key=${KEYS.alpha}`, `/${KEYS.alpha}`, TEAM];
  paths.push(`/line/${KEYS.alpha}`, `${TEAM}/trades?limit=0&key=${KEYS.alpha}`);
  for (const path of paths) {
    const headers = { "Origin": "https://elsewhere.example" };
    const answer = await get(path, { headers });
    assert.equal(answer.headers.get("cache-control"), "no-store", path);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("gate() answers 429 to the eleventh wrong key of a minute", async () => {
  const { get, clock } = fixture();
  await wrongTenTimes({ get });
  await clock.advance(20_500);
  const answer = await get(`${TEAM}?key=${WRONG_KEY}`);
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("retry-after"), "40");
  assert.equal(answer.headers.get("x-ratelimit-limit"), "10");
  assert.equal(answer.headers.get("x-ratelimit-remaining"), "0");
  assert.equal(answer.headers.get("x-ratelimit-reset"), "1736951460");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual(await answer.json(), {
    detail: "Too many wrong keys: at most 10 a minute from one address",
    error: "Rate limit exceeded: 10 per 1 minute",
  });
  await clock.advance(39_500);
  assert.equal((await get(`${TEAM}?key=${WRONG_KEY}`)).status, 401);
});

Deno.test("gate() counts wrong keys of all keyed routes together", async () => {
  const { get } = fixture();
  await wrongTenTimes({ get });
  for (const path of [`/${WRONG_KEY}`, `/line/${WRONG_KEY}`]) {
    assert.equal((await get(path)).status, 429);
  }
});

Deno.test("gate() lets a good key in beside wrong ones from the same address", async () => {
  const { get } = fixture();
  await wrongTenTimes({ get });
  assert.equal((await get(`${TEAM}?key=${WRONG_KEY}`)).status, 429);
  assert.equal((await get(`${TEAM}?key=${KEYS.alpha}`)).status, 200);
});

Deno.test("gate() counts neither missing keys nor those of other teams", async () => {
  const { get } = fixture();
  for (let i = 0; i < 12; i++) {
    assert.equal((await get(TEAM)).status, 401);
    assert.equal((await get(`${TEAM}?key=${KEYS.beta}`)).status, 401);
  }
});

Deno.test("gate() counts each address by itself", async () => {
  const { get } = fixture();
  await wrongTenTimes({ get });
  const path = `${TEAM}?key=${WRONG_KEY}`;
  assert.equal((await get(path, { address: "5.6.7.8" })).status, 401);
});

async function wrongTenTimes({ get }: Pick<Fixture, "get">): Promise<void> {
  for (let i = 0; i < 10; i++) {
    assert.equal((await get(`${TEAM}?key=${WRONG_KEY}`)).status, 401);
  }
}
