import { strict as assert } from "node:assert";
import { packMissing, scanFolders, stampOf } from "./folder_code.ts";
import { Stage } from "./registry_fixture_test.ts";

Deno.test("stampOf() tells an awaited copy from a folder that is missing", () => {
  using stage = new Stage();
  const entry = stage.team("a", "1");
  const gone = { ...entry, folder: `${stage.path}/gone` };
  const sync = { isAwaited: (teamId: string) => teamId === "a" };
  assert.equal(stampOf(gone), "missing");
  assert.equal(stampOf(gone, sync), "awaited");
  assert.equal(stampOf(entry, sync), stampOf(entry));
  assert.equal(stampOf({ spec: entry.spec }, sync), "");
  const { spec } = stage.team("b");
  assert.equal(stampOf({ ...gone, spec }, sync), "missing");
});

Deno.test("scanFolders() notes nothing of a folder that is swapped while it is read", async () => {
  using stage = new Stage();
  const entry = stage.team("a", "1");
  const found = new Map();
  const scan = (swap: () => void) =>
    scanFolders({
      sources: () => {
        swap();
        return Promise.resolve({ "strategy.ts": "half of each" });
      },
      hash: () => "hash",
      store: { has: () => true, load: () => undefined, save: () => {} },
      log: { write: () => {} },
    }, { entries: [entry], stamps: [stampOf(entry)], found });
  const torn = await scan(() => {
    Deno.renameSync(`${stage.path}/a`, `${stage.path}/old`);
    stage.team("a", "2");
  });
  assert.deepEqual(torn, { missing: [], isTorn: true });
  assert.equal(found.size, 0);
  assert.deepEqual(await scan(() => {}), { missing: [], isTorn: false });
  assert.equal(found.get("a").code, "hash");
});

Deno.test("packMissing() keeps what can be packed, and notes what cannot", async () => {
  const saved: string[] = [];
  const lines: string[] = [];
  const found = new Map();
  const fault = { type: "SyntaxError", message: "no" };
  const missing = ["a", "b"].map((teamId) => ({
    teamId,
    stamp: "s",
    hash: `h${teamId}`,
    sources: {},
    entryPoint: "src/x:S",
  }));
  await packMissing(
    {
      sources: () => Promise.resolve({}),
      hash: () => "",
      pack: (all) => {
        assert.deepEqual(all.map(({ entry }) => entry), ["src/x", "src/x"]);
        return Promise.resolve([{ script: "1", map: "" }, fault]);
      },
      store: {
        has: () => false,
        load: () => undefined,
        save: (teamId, hash) => void saved.push(`${teamId} ${hash}`),
      },
      log: { write: (level, text) => void lines.push(`${level} ${text}`) },
    },
    missing,
    found,
  );
  assert.deepEqual(saved, ["a ha"]);
  assert.deepEqual(Object.fromEntries(found), {
    a: { stamp: "s", code: "ha" },
    b: { stamp: "s", fault },
  });
  assert.deepEqual(lines, [
    "info Preparing 2 strategies",
    "warning b: SyntaxError: no",
  ]);
});
