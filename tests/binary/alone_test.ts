import { strict as assert } from "node:assert";
import { join } from "node:path";
import { type BoardRow, get, leaderboard } from "./http.ts";
import {
  BINARY,
  type Folder,
  ROOT,
  run,
  start,
  tempFolder,
  waitFor,
} from "./qtc.ts";

/** From the start to a leaderboard that has moved, milliseconds. */
const MOVING_MAX_MS = 10_000;

Deno.test("the binary alone in an empty folder writes what it needs", async () => {
  await using folder = await emptyFolder();
  const { stdout } = await init(folder);
  assert.match(stdout, /qtc --registry team_registry\.yaml/);
  const name = "team_registry.yaml";
  const written = await Deno.readTextFile(join(folder.path, name));
  assert.equal(written, await Deno.readTextFile(join(ROOT, name)));
  const folders = [...written.matchAll(/repo_dir: (\S+)/g)].map(([, path]) =>
    path ?? ""
  );
  assert.equal(folders.length, 5);
  for (const path of [...folders, "strategies/starter"]) {
    const { isFile } = await Deno.stat(join(folder.path, path, "strategy.ts"));
    assert(isFile, path);
  }
  const again = await run(["init"], { ...alone(folder) });
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^Cannot use folder ".": it has a team_registry/);
  assert.equal(await Deno.readTextFile(join(folder.path, name)), written);
});

const STARTS: Readonly<Record<string, readonly string[]>> = {
  "as it is": [],
  "on a Sunday": ["--at", "2026-11-22"],
};
for (const [when, args] of Object.entries(STARTS)) {
  Deno.test(`the binary alone in an empty folder shows a moving leaderboard, started ${when}`, async () => {
    await using folder = await emptyFolder();
    await init(folder);
    const started = performance.now();
    await using server = await start(
      ["--registry", "team_registry.yaml", ...args],
      alone(folder),
    );
    assert.equal((await get(server.url, "/healthz")).status, 200);
    const left = MOVING_MAX_MS - (performance.now() - started);
    let first: BoardRow[] | undefined;
    const moved = await waitFor("a leaderboard that moves", async () => {
      const board = await leaderboard(server.url);
      const isWhole = board.length === 5 &&
        board.every((row) => typeof row.portfolio_value === "number");
      if (!isWhole) return false;
      first ??= board;
      return JSON.stringify(first) !== JSON.stringify(board) && board;
    }, left);
    for (const row of moved) {
      assert(Number(row.portfolio_value) > 9_000, JSON.stringify(row));
    }
    assert.equal((await server.stop()).code, 0);
  });
}

/** An empty folder with the binary in it. */
async function emptyFolder(): Promise<Folder> {
  const folder = await tempFolder();
  await Deno.copyFile(BINARY, join(folder.path, "qtc"));
  return folder;
}

/** No home, no programs beside it. */
function alone(folder: Folder) {
  return {
    cwd: folder.path,
    binary: join(folder.path, "qtc"),
    env: { HOME: "", PATH: "" },
  };
}

async function init(folder: Folder) {
  const ended = await run(["init"], alone(folder));
  assert.equal(ended.code, 0, ended.stderr);
  return ended;
}
