import { strict as assert } from "node:assert";
import { Stage } from "./git_fixture_test.ts";

/** Swaps a copy between two branches until it dies; says each one that it made. */
const CHILD = `
  import { writeSync } from "node:fs";
  const { gitSync } = await import(SYNC);
  const sync = gitSync({
    root: ROOT,
    env: { PATH: Deno.env.get("PATH") },
    allowFile: true,
    wall: { now: () => 0, sleepUntil: () => Promise.resolve() },
    log: { write: () => {} },
  });
  for (let n = 0; n < 1000; n++) {
    await sync.run([{ teamId: "a", url: URL, branch: n % 2 ? "one" : "two" }]);
    writeSync(1, "synced\\n");
  }
`;

Deno.test("syncCopy() leaves a whole copy whenever it is killed", async () => {
  using stage = new Stage();
  const url = await stage.repository("r");
  for (const name of ["one", "two"]) {
    await stage.git(`${stage.path}/r`, "checkout", "-q", "-B", name);
    const files = Array.from({ length: 40 }, (_, n) => [`f${n}.ts`, name]);
    await stage.push("r", Object.fromEntries(files));
  }
  for (const afterMs of [0, 9, 22, 37]) {
    await killed(stage, url, afterMs);
    const sync = stage.open();
    assert(isWhole(stage), "after a kill");
    for (const branch of ["one", "two"]) {
      await sync.run([{ teamId: "a", url, branch }]);
      assert(isWhole(stage) && stage.text("f0.ts") === branch, branch);
    }
    assert.deepEqual(
      stage.beside().filter((name) => name !== "synced.json"),
      [],
    );
  }
});

Deno.test("repairCopies() puts back a copy that was cut off between two renames", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  Deno.renameSync(`${stage.root}/a`, `${stage.root}/.sync/a/old`);
  stage.open();
  assert.equal(stage.text(), "1");
  assert.deepEqual(stage.beside(), ["synced.json"]);

  // Cut off a moment later, both are there, and the newer one stays.
  await stage.git(stage.root, "clone", "-q", url, ".sync/a/old");
  Deno.writeTextFileSync(`${stage.root}/.sync/a/old/strategy.ts`, "older");
  stage.open();
  assert.equal(stage.text(), "1");
  await stage.push("one", { "strategy.ts": "2" });
  await stage.sync(url);
  assert.equal(stage.text(), "2");
  assert.deepEqual(stage.beside(), ["synced.json"]);
});

Deno.test("syncCopy() makes a copy again whose record is torn", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  Deno.writeTextFileSync(`${stage.root}/.sync/a/synced.json`, '{"commit":');
  Deno.writeTextFileSync(`${stage.root}/a/strategy.ts`, "");
  assert.equal((await stage.sync(url)).length, 1);
  assert.equal(stage.text(), "1");
});

/** Runs the child, and kills it some time after its third sync. */
async function killed(stage: Stage, url: string, afterMs: number) {
  const code = Object.entries({
    SYNC: import.meta.resolve("./sync.ts"),
    ROOT: stage.root,
    URL: url,
  }).reduce(
    (text, [name, value]) => text.replace(name, JSON.stringify(value)),
    CHILD,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    stdout: "piped",
  }).spawn();
  let syncs = 0;
  for await (const bytes of child.stdout) {
    syncs += new TextDecoder().decode(bytes).split("\n").length - 1;
    if (syncs < 3) continue;
    const seconds = String(afterMs / 1000);
    await new Deno.Command("sleep", { args: [seconds] }).output();
    child.kill("SIGKILL");
    break;
  }
  await child.status;
}

function isWhole(stage: Stage): boolean {
  const files = stage.files();
  const first = stage.text("f0.ts");
  return files.length === 40 &&
    files.every((name) => stage.text(name) === first);
}
