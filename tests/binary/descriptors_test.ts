import { strict as assert } from "node:assert";
import { join } from "node:path";
import { childrenOf } from "./processes.ts";
import { ledgerReaches } from "./http.ts";
import { start, tempFolder, waitFor } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

Deno.test("a server closes what it has opened: files, folders, databases", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { alpha: "trader", beta: "quiet" });
  await using server = await start(
    ["--registry", "teams.yaml", "--at", "2026-01-05", "--speed", "max"],
    { cwd: folder.path },
  );
  const open = () => [...Deno.readDirSync(`/proc/${server.pid}/fd`)].length;
  await ledgerReaches(server.url, 300, 30_000);
  const before = open();
  // Days are folded meanwhile, and the status is written every second.
  await ledgerReaches(server.url, 6_000, 60_000);
  const after = open();
  assert.ok(after <= before + 10, `${before} open files became ${after}`);
  await server.stop();
});

Deno.test("a server whose files cannot be written keeps nothing open of each attempt", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { alpha: "trader" });
  const inTheWay = join(folder.path, "data/runtime/lake.json");
  await Deno.mkdir(inTheWay, { recursive: true });
  await using server = await start(
    ["--registry", "teams.yaml", "--at", "2026-01-05", "--speed", "60"],
    { cwd: folder.path },
  );
  const open = () => [...Deno.readDirSync(`/proc/${server.pid}/fd`)].length;
  const failed = (times: number) =>
    waitFor(`${times} failures`, () => {
      const said = server.stderr().split("The lake is not written").length - 1;
      return said >= times || undefined;
    }, 40_000);
  await failed(1);
  // Until its strategy runs, processes that take it in come and go.
  await ledgerReaches(server.url, 20, 30_000);
  const before = open();
  await failed(5);
  const after = open();
  // Each thread that ended would leave two.
  assert.ok(after <= before + 2, `${before} open files became ${after}`);
  await Deno.remove(inTheWay);
  await server.stop();
});

Deno.test("strategies do not hear a Ctrl-C in the terminal", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { alpha: "trader", beta: "quiet" });
  await using server = await start(
    ["--registry", "teams.yaml", "--at", "2026-01-05", "--speed", "60"],
    { cwd: folder.path },
  );
  await ledgerReaches(server.url, 20, 30_000);
  const children = childrenOf(server.pid);
  assert.ok(children.length >= 2);
  const own = childrenOf(Deno.pid).find(({ pid }) => pid === server.pid);
  for (const { group } of children) assert.notEqual(group, own?.group);
  await server.stop();
});
