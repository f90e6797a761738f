import { strict as assert } from "node:assert";
import { join } from "node:path";
import { SAMPLE_BYTES_MAX, SAMPLE_TEAMS } from "../../tools/sample.ts";
import { answersIn } from "../../tools/readme_answers.ts";
import { listing } from "./folder_listing.ts";
import { get } from "./http.ts";
import { keysOf, query } from "./ledger_file.ts";
import { ROOT, run, type Server, start, tempFolder } from "./qtc.ts";

const SAMPLE = join(ROOT, "data", "sample");

/** What a route's parameters stand for, beside `id` and `key`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  symbol: "AAPL",
  n: "5",
  date: "2025-11-28",
  minute: "2025-11-28T15:00",
};
/** What routes want to be asked with. */
const QUERIES: readonly (readonly [RegExp, string])[] = [
  [/\/range$/, "start=2025-11-28&end=2025-11-29"],
  [
    /\/market\/bars$/,
    "symbols=AAPL&start=2025-11-28T15:00:00Z&end=2025-11-28T16:00:00Z",
  ],
];

Deno.test("the sample is small, whole and made of five teams in two sessions", async () => {
  const sizes = listing(SAMPLE).filter((line) => !line.includes("/ "))
    .map((line) => Number(line.split(" ")[2]));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 100_000 && bytes <= SAMPLE_BYTES_MAX, `${bytes} bytes`);
  await using folder = await tempFolder();
  const copy = await copyOf(SAMPLE, folder.path);
  const { code, stdout } = await run(["verify", "--data-dir", copy], {
    cwd: folder.path,
  });
  assert.equal(code, 0, stdout);
  assert.match(stdout, / 5 teams, \d+ fills\n/);
  const days = query(
    copy,
    "select distinct date(minute / 1000, 'unixepoch') as day from events " +
      "where kind = 'closed' order by day",
  );
  assert.deepEqual(days.map(({ day }) => day), ["2025-11-26", "2025-11-28"]);
  assert.deepEqual(Object.keys(keysOf(copy)), SAMPLE_TEAMS);
});

Deno.test("qtc serve answers every route from a read-only copy, refuses to write, and changes nothing", async (t) => {
  await using folder = await tempFolder();
  const copy = await copyOf(SAMPLE, folder.path);
  const minute = await lastMinute();
  await chmod("a-w", copy);
  const before = traces(copy);
  try {
    const server = await start(["serve", "--data-dir", copy], {
      cwd: folder.path,
    });
    await using _ = server;
    await t.step("it says what it shows", () => {
      const [loud, board] = server.stdout().split("\n");
      assert.equal(
        loud,
        `*** READ-ONLY: data of ${copy}, SIMULATED, as of ${minute} ***`,
      );
      assert.match(board ?? "", /^Leaderboard: http:\/\/localhost:\d+\//);
    });
    await t.step("it answers", () => answersAll(server, keysOf(copy)));
    await t.step("it refuses to write", () => refusesWrites(server));
    const { code, stderr } = await server.stop();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(traces(copy), before);
  } finally {
    await chmod("u+w", copy);
  }
});

Deno.test("each curl line of data/README.md gives what it says, and leaves the repository as it is", async () => {
  const page = await Deno.readTextFile(join(ROOT, "data", "README.md"));
  const shown = answersIn(page);
  assert.ok(shown.length >= 8, `${shown.length} lines`);
  const status = await gitStatus();
  const before = traces(SAMPLE);
  await using server = await start(["serve", "--data-dir", "data/sample"], {
    cwd: ROOT,
    env: { HOME: "/" },
  });
  for (const { command, beginning } of shown) {
    const line = command.replaceAll("http://localhost:8000", server.url);
    const output = await shell(line);
    assert.ok(output.startsWith(beginning), `${command}\n${output}`);
    assert.ok(beginning.length > 10, command);
  }
  assert.equal((await server.stop()).code, 0);
  assert.deepEqual(traces(SAMPLE), before);
  assert.equal(await gitStatus(), status);
});

/** Asks for all that `GET /` names, as each team. */
async function answersAll(
  { url }: Server,
  keys: Readonly<Record<string, string>>,
): Promise<void> {
  const { json: index } = await get(url, "/");
  const routes: string[] = index.routes;
  const paths = routes.filter((route) => route.startsWith("GET "))
    .map((route) => route.slice(4));
  assert.ok(paths.length >= 14, paths.join());
  for (const [team, key] of Object.entries(keys)) {
    for (const route of paths) {
      const path = route.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = { ...PARAMETERS, id: team, key }[name];
        assert.ok(value, `${route}: what is ${name}?`);
        return value;
      });
      const more = QUERIES.find(([pattern]) => pattern.test(route))?.[1] ?? "";
      const asked = new URL(`${path}?${more}`, url);
      if (!route.includes("{key}")) asked.searchParams.set("key", key);
      const answer = await fetch(asked);
      assert.equal(answer.status, 200, `${team} ${route}`);
      const kind = answer.headers.get("content-type") ?? "";
      if (/event-stream/.test(kind)) await answer.body?.cancel();
      else assert.ok((await answer.text()).length > 0, route);
    }
    const { json: trades } = await get(
      url,
      `/api/v1/team/${team}/trades?key=${key}`,
    );
    assert.ok(trades.count > 0, `${team} has traded`);
  }
  const { json: status } = await get(url, "/api/v1/status");
  assert.equal(status.status, "stopped");
  assert.equal(status.read_only, true);
}

async function refusesWrites({ url }: Server): Promise<void> {
  for (const path of ["/", "/leaderboard", "/api/v1/team/team-alpha/nothing"]) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const { status, json } = await get(url, path, {}, method);
      assert.equal(status, 503, `${method} ${path}`);
      assert.match(json.detail, /^This server is read-only: /);
    }
  }
}

/** Copies a folder, and returns where the copy is. */
async function copyOf(folder: string, into: string): Promise<string> {
  await shell(`cp -R '${folder}' '${join(into, "copy")}'`);
  return join(into, "copy");
}

/** The file system's owner may write nevertheless: see `traces()`. */
async function chmod(mode: string, folder: string): Promise<void> {
  await shell(`chmod -R ${mode} '${folder}'`);
}

/** All paths with size, mode and hash, and when they were changed. */
function traces(folder: string): string[] {
  return listing(folder).map((line) => {
    const path = join(folder, line.split(" ")[0] ?? "");
    const { mtime, ctime } = Deno.statSync(path);
    return `${line} ${mtime?.getTime()} ${ctime?.getTime()}`;
  });
}

/** Asks a copy of its own: whoever looks leaves traces. */
async function lastMinute(): Promise<string> {
  await using folder = await tempFolder();
  const [row] = query(
    await copyOf(SAMPLE, folder.path),
    "select max(minute) as minute from events where kind = 'closed'",
  );
  return `${new Date(Number(row?.minute)).toISOString().slice(0, 16)}Z`;
}

/** What git says has changed; nothing where there is no git. */
async function gitStatus(): Promise<string> {
  return await shell(
    `git -C '${ROOT}' status --porcelain data 2>/dev/null || true`,
  );
}

async function shell(line: string): Promise<string> {
  const command = new Deno.Command("sh", { args: ["-c", line] });
  const { stdout, stderr, success } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, `${line}\n${text(stderr)}`);
  return text(stdout);
}
