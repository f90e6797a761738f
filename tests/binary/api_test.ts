import { strict as assert } from "node:assert";
import { join } from "node:path";
import { type Answer, get, ledgerReaches } from "./http.ts";
import { listing } from "./folder_listing.ts";
import { eventsOf, keysOf } from "./ledger_file.ts";
import { type Server, start, tempFolder, waitFor } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--symbols", "AAPL,MSFT", "--speed", "600", "--log-level", "debug"],
];
const PUBLIC = [
  ...["/", "/healthz", "/leaderboard", "/api/v1/leaderboard"],
  ...["/api/v1/status", "/activity/recent"],
];
const HEADERS = {
  "x-qtc-mode": "SIMULATED",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A server with two teams that trade, and what is known of it. */
interface Scene {
  readonly server: Server;
  readonly url: string;
  readonly dataDir: string;
  /** Keys of the two teams. */
  readonly one: string;
  readonly two: string;
  /** Paths of all `GET` routes, as `GET /` names them. */
  readonly routes: readonly string[];
}

const STEPS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async "every public route answers"({ url, routes }) {
    for (const path of PUBLIC) {
      assert(routes.includes(path), path);
      const answer = await get(url, path);
      assert.equal(answer.status, 200, path);
      checkHeaders(answer);
      assert(answer.json !== undefined, path);
    }
    const { json: status } = await get(url, "/api/v1/status");
    assert.equal(status.mode, "SIMULATED");
    assert.equal(status.status, "operational");
    assert.match(status.ledger.head, /^[0-9a-f]{64}$/);
    const { json: recent } = await get(url, "/activity/recent?limit=5");
    assert.equal(recent.activity.length, 5);
    const first = await get(url, "/leaderboard");
    assert.equal(first.json.leaderboard.length, 2);
    assert.equal(first.headers.get("access-control-allow-origin"), "*");
  },
  async "a team's routes take its own key only, however it comes"(
    { url, one, two, routes },
  ) {
    const own = routes.filter((path) => path.includes("{id}"));
    assert(own.length >= 5, own.join());
    const wrong = `qtc_${"A".repeat(43)}`;
    for (const route of own) {
      const path = route.replace("{id}", "one");
      for (
        const right of [
          await get(url, `${path}?key=${one}`),
          await get(url, path, { Authorization: `Bearer ${one}` }),
          await get(url, path, { "X-API-Key": one }),
        ]
      ) {
        assert.equal(right.status, 200, `${path}: ${right.text}`);
        assert.equal(right.headers.get("cache-control"), "no-store");
        checkHeaders(right);
      }
      for (
        const refused of [
          await get(url, path),
          await get(url, `${path}?key=${wrong}`),
          await get(url, `${path}?key=${two}`),
          await get(url, path, { "X-API-Key": two }),
          await get(url, `${route.replace("{id}", "nobody")}?key=${one}`),
        ]
      ) {
        assert.equal(refused.status, 401, `${path}: ${refused.text}`);
        assert.equal(typeof refused.json.detail, "string");
        assert.equal(refused.headers.get("cache-control"), "no-store");
        checkHeaders(refused);
      }
    }
  },
  async "a team sees its own fills and value"({ url, one }) {
    const { json } = await get(url, `/api/v1/team/one/trades?key=${one}`);
    assert(json.count >= 2);
    for (const trade of json.trades) assert.equal(trade.team_id, "one");
    // Fills are live; figures are those of the last published minute.
    const team = await waitFor("two orders that were filled", async () => {
      const { json } = await get(url, `/api/v1/team/one?key=${one}`);
      return json.metrics?.total_trades >= 2 && json;
    });
    assert(team.snapshot.cash > 0);
    const line = await get(url, `/api/v1/team/one/line?key=${one}`);
    assert.match(line.text, /^one \| Cash: \$[\d,.]+ \| Portfolio Value: \$/);
  },
  async "a key in the path shows its own team"({ url, one, two }) {
    const line = await get(url, `/${one}`);
    assert.equal(line.status, 200);
    assert.match(line.text, /^one \|/);
    const team = await get(url, `/line/${two}`);
    assert.equal(team.json.team_id, "two");
    assert.equal((await get(url, `/qtc_${"B".repeat(43)}`)).status, 401);
  },
  async "what is wrong is said in JSON"({ url }) {
    for (const path of ["/nowhere", "/api/v1/nowhere", "/api/v2/status"]) {
      const answer = await get(url, path);
      assert.equal(answer.status, 404, path);
      assert.equal(typeof answer.json.detail, "string");
      checkHeaders(answer);
    }
    const bad = await get(url, "/activity/recent?limit=many");
    assert([400, 422].includes(bad.status), bad.text);
    assert.match(bad.json.detail, /limit/);
    const post = await get(url, "/leaderboard", {}, "POST");
    assert.equal(post.status, 405);
    assert.match(post.headers.get("allow") ?? "", /GET/);
  },
  async "a stream delivers what happens, and what was missed"({ url }) {
    const first = await entries(`${url}/activity/stream`, 3);
    assert(first.every(({ data }) => typeof data.message === "string"));
    const ids = first.map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
    const [seen = 0] = ids;
    const again = await entries(`${url}/activity/stream`, 2, seen);
    assert.deepEqual(again.map(({ id }) => id), ids.slice(1, 3));
  },
  async "a stop ends streams, and no key was written anywhere else"(
    { server, url, dataDir, one, two },
  ) {
    const stream = await fetch(`${url}/activity/stream`);
    const rest = stream.text();
    const { code, stdout, stderr } = await server.stop();
    assert.equal(code, 0);
    await rest;
    for (const key of [one, two]) {
      assert(!(stdout + stderr).includes(key), "a key was logged");
      for (const line of listing(dataDir)) {
        const path = line.split(" ")[0] ?? "";
        if (path.endsWith("/") || path === "api_keys.json") continue;
        const text = new TextDecoder("latin1")
          .decode(Deno.readFileSync(join(dataDir, path)));
        assert(!text.includes(key), `a key is in ${path}`);
      }
    }
  },
};

Deno.test("the API over real sockets", async (t) => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "trader", two: "trader" });
  await using server = await start(ARGS, { cwd: folder.path });
  const { url } = server;
  await ledgerReaches(url, 20);
  await waitFor("fills", () => eventsOf(dataDir, "fill").length >= 4);
  const { one = "", two = "" } = keysOf(dataDir);
  const { json: index } = await get(url, "/");
  const routes = index.routes
    .filter((name: string) => name.startsWith("GET "))
    .map((name: string) => name.slice(4));
  const scene = { server, url, dataDir, one, two, routes };
  for (const [name, step] of Object.entries(STEPS)) {
    await t.step(name, () => step(scene));
  }
});

function checkHeaders({ headers }: Answer): void {
  for (const [name, value] of Object.entries(HEADERS)) {
    assert.equal(headers.get(name), value, name);
  }
  assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
}

/** Reads so many entries of a stream, and leaves. */
async function entries(url: string, count: number, after?: number) {
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), 10_000);
  try {
    const response = await fetch(url, {
      signal: leave.signal,
      headers: after === undefined ? {} : { "Last-Event-ID": `${after}` },
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /event-stream/);
    assert.equal(response.headers.get("x-qtc-mode"), "SIMULATED");
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const found = [...text.matchAll(/^id: (\d+)\ndata: (.*)\n\n/gm)];
      if (found.length >= count) {
        return found.slice(0, count).map(([, id, data]) => ({
          id: Number(id),
          data: JSON.parse(data ?? ""),
        }));
      }
    }
    throw new Error(`The stream ended:\n${text}`);
  } finally {
    clearTimeout(timer);
    leave.abort();
  }
}
