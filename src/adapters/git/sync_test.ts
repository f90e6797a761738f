import { strict as assert } from "node:assert";
import { Stage } from "./git_fixture_test.ts";

const NEW = 'info Synced "a": commit ID';

Deno.test("gitSync() copies a repository, and again what changed in it", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1", "lib/x.ts": "x", README: "r" });
  assert.deepEqual(await stage.sync(url), [NEW]);
  assert.deepEqual(stage.files(), ["README", "lib/x.ts", "strategy.ts"]);
  assert.equal(stage.text(), "1");
  assert.deepEqual(stage.lines.filter((line) => !line.includes('"a"')), [
    "info Syncing 1 strategies",
    "info Synced 1 of 1 strategies, 1 changed",
  ]);

  await stage.push("one", { "strategy.ts": "2", "lib/x.ts": undefined });
  assert.deepEqual(await stage.sync(url), [NEW]);
  assert.deepEqual(stage.files(), ["README", "strategy.ts"]);
  assert.equal(stage.text(), "2");
  assert.deepEqual(stage.beside(), ["synced.json"]);
});

Deno.test("gitSync() touches nothing while the commit is the same", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  const { ino } = Deno.statSync(`${stage.root}/a`);
  assert.deepEqual(await stage.sync(url), []);
  assert.equal(Deno.statSync(`${stage.root}/a`).ino, ino);
  assert.equal(
    stage.lines.at(-1),
    "info Synced 1 of 1 strategies, 0 changed",
  );
  // A copy that somebody removed is made again.
  Deno.removeSync(`${stage.root}/a`, { recursive: true });
  assert.deepEqual(await stage.sync(url), [NEW]);
});

Deno.test("gitSync() makes a copy anew that is not what was copied", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  const files = { "strategy.ts": "one", "lib/x.ts": "x" };
  await stage.push("one", files);
  await stage.sync(url);
  const copy = `${stage.root}/a`;
  const { mtime } = Deno.statSync(`${copy}/strategy.ts`);
  const damages = [
    () => Deno.writeTextFileSync(`${copy}/strategy.ts`, "broken"),
    () => {
      Deno.writeTextFileSync(`${copy}/strategy.ts`, "two");
      Deno.utimeSync(`${copy}/strategy.ts`, mtime!, mtime!);
    },
    () => Deno.removeSync(`${copy}/lib`, { recursive: true }),
    () => Deno.writeTextFileSync(`${copy}/lib/more.ts`, ""),
    () => Deno.symlinkSync("/etc/passwd", `${copy}/more.ts`),
    () => Deno.renameSync(`${copy}/lib/x.ts`, `${copy}/lib/y.ts`),
  ];
  for (const damage of damages) {
    damage();
    assert.deepEqual(await stage.sync(url), [
      `${NEW}; its copy was damaged or edited`,
    ]);
    assert.deepEqual(stage.files(), ["lib/x.ts", "strategy.ts"]);
    assert.equal(stage.text(), "one");
    assert.deepEqual(await stage.sync(url), []);
  }
  // What no strategy is read from is nobody's damage.
  Deno.mkdirSync(`${copy}/.vscode`);
  assert.deepEqual(await stage.sync(url), []);
});

Deno.test("gitSync() copies a branch or a tag, light or annotated", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  const clone = `${stage.path}/one`;
  await stage.push("one", { "strategy.ts": "main" });
  await stage.git(clone, "tag", "light");
  await stage.git(clone, "tag", "-a", "-m", "x", "v1.0");
  await stage.git(clone, "push", "-q", "--tags");
  await stage.git(clone, "checkout", "-q", "-b", "feature/x");
  await stage.push("one", { "strategy.ts": "feature" });
  assert.deepEqual(await stage.sync(url, { branch: "feature/x" }), [
    `${NEW} of feature/x`,
  ]);
  assert.equal(stage.text(), "feature");
  for (const branch of ["main", "light", "v1.0"]) {
    await stage.sync(url, { branch: "feature/x" });
    assert.deepEqual(await stage.sync(url, { branch }), [
      `${NEW} of ${branch}`,
    ]);
    assert.equal(stage.text(), "main");
    assert.deepEqual(await stage.sync(url, { branch }), []);
  }
  const [line] = await stage.sync(url, { branch: "nope" });
  assert.equal(
    line,
    'warning Cannot sync "a": there is no branch or tag "nope" in it; its ' +
      "last copy, ID of 2026-11-20T14:30:00.000Z, stays",
  );
  assert.equal(stage.text(), "main");
});

Deno.test("gitSync() takes what was force-pushed", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.push("one", { "strategy.ts": "2" });
  await stage.sync(url);
  const clone = `${stage.path}/one`;
  await stage.git(clone, "checkout", "-q", "--orphan", "other");
  await stage.git(clone, "branch", "-M", "main");
  await stage.push("one", { "strategy.ts": "rewritten" }, "--force");
  assert.deepEqual(await stage.sync(url), [NEW]);
  assert.equal(stage.text(), "rewritten");
});

Deno.test("gitSync() keeps the last copy of a repository that is gone", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  Deno.removeSync(`${stage.path}/one.git`, { recursive: true });
  assert.deepEqual(await stage.sync(url), [
    'warning Cannot sync "a": there is no such repository, or it wants a ' +
    "sign-in; its last copy, ID of 2026-11-20T14:30:00.000Z, stays",
  ]);
  assert.equal(stage.text(), "1");
  assert.deepEqual(stage.beside(), ["synced.json"]);
});

Deno.test("gitSync() says so when there is no copy to keep", async () => {
  using stage = new Stage();
  const url = await stage.repository("empty");
  assert.deepEqual(await stage.sync(url), [
    'warning Cannot sync "a": there is no commit in it; there is no copy of ' +
    "it yet",
  ]);
  assert.equal(
    stage.lines.at(-1),
    "info Synced 0 of 1 strategies, 0 changed",
  );
});

Deno.test("gitSync() lets one failure spoil no other, and says how far it is", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  const sources = Array.from({ length: 6 }, (_, index) => ({
    teamId: `t${index}`,
    url: index === 2 ? `${url}-gone` : url,
  }));
  // Each look at the clock is 3 s later: every second copy is 6 s after the last line.
  const wall = {
    now: () => (stage.clock.advance(3_000), stage.clock.now()),
    sleepUntil: () => Promise.resolve(),
  };
  await stage.open({ wall }).run(sources);
  for (const index of [0, 1, 3, 4, 5]) {
    assert.deepEqual(stage.files(`t${index}`), ["strategy.ts"]);
  }
  assert.equal(stage.lines[0], "info Syncing 6 strategies");
  assert(
    stage.lines.some((line) => /^info Synced \d of 6 strategies$/.test(line)),
  );
  assert.equal(
    stage.lines.at(-1),
    "info Synced 5 of 6 strategies, 5 changed",
  );
});

Deno.test("gitSync() does nothing for nobody", async () => {
  using stage = new Stage();
  await stage.open().run([]);
  assert.deepEqual(stage.lines, []);
  assert.deepEqual([...Deno.readDirSync(stage.path)], []);
});

Deno.test("gitSync() says once when there is no git", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  const bin = `${stage.path}/bin`;
  Deno.mkdirSync(bin);
  for (const name of ["timeout", "sh"]) {
    Deno.symlinkSync(`/usr/bin/${name}`, `${bin}/${name}`);
  }
  assert.deepEqual(
    await stage.sync(url, { options: { env: { PATH: bin } } }),
    [],
  );
  assert.deepEqual(stage.lines, [
    "error Cannot sync strategies: there is no git on this machine; install " +
    "git and coreutils. The last copies stay",
  ]);
  assert.equal(stage.text(), "1");
});
