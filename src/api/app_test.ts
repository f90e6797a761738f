import { strict as assert } from "node:assert";
import { serveFetch } from "./app.ts";
import { fixture, KEYS, WRONG_KEY } from "./fixture_test.ts";

const PUBLIC = [
  "/",
  "/leaderboard",
  "/api/v1/leaderboard",
  "/api/v1/status",
  "/activity/recent",
  "/activity/stream",
];
const KEYED = ["", "/line", "/history", "/trades", "/errors"]
  .map((path) => `/api/v1/team/alpha${path}`);

Deno.test("apiApp() gives every answer its request id, the mode and safe headers", async () => {
  const { get } = fixture();
  const paths = [...PUBLIC, ...KEYED, "/healthz", "/nothing"];
  paths.push(`/${KEYS.alpha}`, `/line/${WRONG_KEY}`);
  paths.push("/activity/recent?limit=x");
  let count = 0;
  for (const path of paths) {
    const { headers } = await get(path);
    assert.equal(headers.get("x-request-id"), `request-${++count}`, path);
    assert.equal(headers.get("x-qtc-mode"), "SIMULATED");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  }
});

Deno.test("apiApp() lets any origin read public routes, and those only", async () => {
  const { get } = fixture();
  for (const path of PUBLIC) {
    const { status, headers } = await get(path);
    assert.equal(status, 200, path);
    assert.equal(headers.get("access-control-allow-origin"), "*", path);
  }
  for (const path of [...KEYED, "/nothing"]) {
    const { headers } = await get(`${path}?key=${KEYS.alpha}`);
    assert.equal(headers.get("access-control-allow-origin"), null, path);
  }
});

Deno.test("apiApp() answers a preflight on public routes only", async () => {
  const { get } = fixture();
  const method = "OPTIONS";
  const open = await get("/leaderboard", { method });
  assert.equal(open.status, 204);
  assert.equal(open.headers.get("access-control-allow-origin"), "*");
  assert.equal(
    open.headers.get("access-control-allow-methods"),
    "GET, HEAD, OPTIONS",
  );
  const closed = await get("/api/v1/team/alpha", { method });
  assert.equal(closed.status, 204);
  assert.equal(closed.headers.get("access-control-allow-origin"), null);
  assert.equal(closed.headers.get("allow"), "GET, HEAD, OPTIONS");
});

Deno.test("apiApp() answers HEAD with the headers alone", async () => {
  const { get } = fixture();
  const paths = [...PUBLIC, "/healthz", `/${KEYS.alpha}`];
  for (const path of paths) {
    const answer = await get(path, { method: "HEAD" });
    assert.equal(answer.status, 200, path);
    assert.equal(await answer.text(), "");
    assert.ok(answer.headers.get("x-request-id"));
  }
});

Deno.test("apiApp() answers 405 in JSON to other methods", async () => {
  const { get } = fixture();
  const paths = [...PUBLIC, ...KEYED, "/healthz", `/line/${KEYS.alpha}`];
  for (const path of paths) {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const answer = await get(path, { method });
      assert.equal(answer.status, 405, `${method} ${path}`);
      assert.equal(answer.headers.get("allow"), "GET, HEAD, OPTIONS");
      assert.deepEqual(await answer.json(), {
        detail: "This route answers GET, HEAD, OPTIONS only",
      });
    }
  }
});

Deno.test("apiApp() answers 404 in JSON to what it does not know, and repeats nothing", async () => {
  const { get } = fixture();
  const paths = ["/nothing", "/api/v1/team", `${KEYED[0]}/nothing`, "/%E0%A4"];
  // Almost keys.
  paths.push(`/${KEYS.alpha}a`, `/line/${KEYS.alpha}/`, `/${KEYS.alpha}/line`);
  paths.push(`/x${KEYS.alpha}`, `/qtc_${"a".repeat(42)}`);
  paths.push(`/qtc_${"a".repeat(42)}.`, `/line/QTC_${"a".repeat(43)}`);
  for (const path of paths) {
    const answer = await get(path);
    assert.equal(answer.status, 404, path);
    assert.deepEqual(await answer.json(), {
      detail: "There is no such route; GET / names them",
    });
  }
});

Deno.test("GET / names the mode and every route", async () => {
  const answer = await fixture().get("/");
  assert.deepEqual(await answer.json(), {
    name: "qtc",
    mode: "SIMULATED",
    routes: [
      "GET /healthz",
      "GET /leaderboard",
      "GET /api/v1/leaderboard",
      "GET /api/v1/status",
      "GET /activity/recent",
      "GET /activity/stream",
      "GET /api/v1/market-data/symbols",
      "GET /api/v1/market-data/{symbol}/recent/{n}",
      "GET /api/v1/market-data/{symbol}/day/{date}",
      "GET /api/v1/market-data/{symbol}/range",
      "GET /api/v1/market/bars",
      "GET /api/v1/team/{id}",
      "GET /api/v1/team/{id}/line",
      "GET /api/v1/team/{id}/history",
      "GET /api/v1/team/{id}/trades",
      "GET /api/v1/team/{id}/errors",
      "GET /",
      "GET /line/{key}",
      "GET /{key}",
    ],
  });
});

Deno.test("serveFetch() counts by the connection's address", async () => {
  const { app } = fixture();
  const serve = serveFetch(app);
  const ask = (hostname: string) =>
    serve(wrong("5.6.7.8"), { remoteAddr: { hostname } });
  for (let i = 0; i < 10; i++) await ask("1.1.1.1");
  assert.equal((await ask("1.1.1.1")).status, 429);
  assert.equal((await ask("2.2.2.2")).status, 401);
});

Deno.test("serveFetch() counts by the caller behind a trusted proxy", async () => {
  const { app } = fixture();
  const serve = serveFetch(app, ["127.0.0.1"]);
  const ask = (caller: string) =>
    serve(wrong(caller), { remoteAddr: { hostname: "127.0.0.1" } });
  for (let i = 0; i < 10; i++) await ask("5.6.7.8");
  assert.equal((await ask("5.6.7.8")).status, 429);
  assert.equal((await ask("9.9.9.9")).status, 401);
});

Deno.test("serveFetch() fits Deno.serve()", () => {
  const handler: Deno.ServeHandler<Deno.NetAddr> = serveFetch(fixture().app);
  assert.equal(typeof handler, "function");
});

function wrong(forwardedFor: string): Request {
  return new Request("http://qtc.example/api/v1/team/alpha", {
    headers: { "X-API-Key": WRONG_KEY, "X-Forwarded-For": forwardedFor },
  });
}
