import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { Stage } from "./git_fixture_test.ts";

const NEW = 'info Synced "a": commit ID';

/** Writes a program that leaves a mark when it is run. */
function canary(stage: Stage, path: string): void {
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  const text = `#!/bin/sh\necho run >> ${stage.path}/canary\nexec cat\n`;
  Deno.writeTextFileSync(path, text);
  Deno.chmodSync(path, 0o755);
}

function isRun(stage: Stage): boolean {
  return [...Deno.readDirSync(stage.path)].some(({ name }) =>
    name === "canary"
  );
}

Deno.test("gitSync() runs no hook, of the remote, a template or the content", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  const hooks = ["post-checkout", "post-update", "reference-transaction"];
  hooks.push("post-index-change", "fsmonitor-watchman", "post-merge");
  for (const hook of hooks) {
    canary(stage, `${stage.path}/home/templates/hooks/${hook}`);
    canary(stage, `${stage.path}/one.git/hooks/${hook}`);
    canary(stage, `${stage.path}/one/hooks/${hook}`);
  }
  // The push itself must not leave the mark.
  await stage.git(`${stage.path}/one.git`, "config", "core.hooksPath", "/none");
  await stage.push("one", { "strategy.ts": "1", ".githooks/x": "x" });
  await stage.git(
    `${stage.path}/one.git`,
    ...["config", "--unset", "core.hooksPath"],
  );
  Deno.writeTextFileSync(
    `${stage.path}/home/.gitconfig`,
    `[init]\n\ttemplateDir = ${stage.path}/home/templates\n` +
      `[core]\n\thooksPath = ${stage.path}/home/templates/hooks\n` +
      `\tfsmonitor = ${stage.path}/home/templates/hooks/post-update\n`,
  );
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: `${stage.path}/home`,
    GIT_TEMPLATE_DIR: `${stage.path}/home/templates`,
    GIT_SSH_COMMAND: `${stage.path}/home/templates/hooks/post-update`,
  };
  assert.equal(isRun(stage), false);
  assert.deepEqual(await stage.sync(url, { options: { env } }), [NEW]);
  assert.equal(stage.text(), "1");
  assert.equal(isRun(stage), false);
});

Deno.test("gitSync() runs no filter that a repository asks for", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  canary(stage, `${stage.path}/home/filter`);
  Deno.writeTextFileSync(
    `${stage.path}/home/.gitconfig`,
    `[filter "evil"]\n\tsmudge = ${stage.path}/home/filter\n\trequired\n` +
      `[core]\n\tattributesFile = ${stage.path}/home/attributes\n`,
  );
  const all = "* filter=evil ident text eol=crlf\n";
  Deno.writeTextFileSync(`${stage.path}/home/attributes`, all);
  await stage.push("one", {
    "strategy.ts": "// $Id$\n",
    ".gitattributes": all,
    "lib/.gitattributes": all,
    "lib/x.ts": "x\n",
  });
  const env = { PATH: Deno.env.get("PATH") ?? "", HOME: `${stage.path}/home` };
  assert.deepEqual(await stage.sync(url, { options: { env } }), [NEW]);
  assert.equal(isRun(stage), false);
  assert.equal(stage.text(), "// $Id$\n");
  assert.equal(stage.text("lib/x.ts"), "x\n");
});

Deno.test("gitSync() leaves submodules where they are", async () => {
  using stage = new Stage();
  const inner = await stage.repository("inner");
  await stage.push("inner", { "canary.ts": "x" });
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  const clone = `${stage.path}/one`;
  await stage.git(clone, "submodule", "--quiet", "add", inner, "sub");
  await stage.commit("one");
  assert.deepEqual(await stage.sync(url), [`${NEW}, without 1 submodule`]);
  assert.deepEqual(stage.files(), ["strategy.ts"]);
});

Deno.test("gitSync() follows no symbolic link, to a file or a folder", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  const clone = `${stage.path}/one`;
  Deno.symlinkSync("/etc/passwd", `${clone}/strategy.ts`);
  Deno.symlinkSync("../../../..", `${clone}/up`);
  await stage.push("one", { "lib/x.ts": "x" });
  assert.deepEqual(await stage.sync(url), [`${NEW}, without 2 symbolic links`]);
  assert.deepEqual(stage.files(), ["lib/x.ts"]);
});

Deno.test("gitSync() copies neither hidden files nor packages", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", {
    "strategy.ts": "1",
    ".github/x.ts": "x",
    "lib/.env": "x",
    "node_modules/p/index.js": "x",
    "lib/node_modules/p/index.js": "x",
    "my_node_modules/x.ts": "x",
  });
  assert.deepEqual(await stage.sync(url), [NEW]);
  assert.deepEqual(stage.files(), ["my_node_modules/x.ts", "strategy.ts"]);
});

Deno.test("gitSync() refuses too many and too large files, and keeps the copy", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  await stage.sync(url);
  const many = Array.from({ length: 2_001 }, (_, index) => [`f${index}`, ""]);
  await stage.push("one", Object.fromEntries(many));
  const [first = ""] = await stage.sync(url);
  assert.match(
    first,
    /^warning Cannot sync "a": it has more than 2000 files; its last copy, ID of/,
  );

  const none = many.map(([name]) => [name, undefined]);
  const large = "x".repeat(10 * 1024 * 1024 + 1); // its pack is small
  await stage.push("one", { ...Object.fromEntries(none), "x.ts": large });
  const [second = ""] = await stage.sync(url);
  assert.match(second, /"a": it has a file of more than 10 MB; its last copy/);
  assert.deepEqual(stage.files(), ["strategy.ts"]);
  assert.deepEqual(stage.beside(), ["synced.json"]);
});

Deno.test("gitSync() stops a repository that would fill the disk", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  const clone = `${stage.path}/one`;
  Deno.writeFileSync(`${clone}/noise`, randomBytes(2_000_000));
  await stage.commit("one");
  assert.deepEqual(await stage.sync(url, { options: { packMb: 1 } }), [
    'warning Cannot sync "a": the repository is larger than 1 MB; there is ' +
    "no copy of it yet",
  ]);
  assert.deepEqual(stage.beside(), []);
});

Deno.test("gitSync() gives up on a remote that never answers", async () => {
  using stage = new Stage();
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const held: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of server) held.push(connection);
  })();
  const { port } = server.addr as Deno.NetAddr;
  const lines = await stage.sync(`https://127.0.0.1:${port}/a.git`, {
    options: { timeoutMs: 400 },
  });
  assert.deepEqual(lines, [
    'warning Cannot sync "a": it did not answer within 0.4 s; there is no ' +
    "copy of it yet",
  ]);
  assert(held.length > 0);
  for (const connection of held) connection.close();
  server.close();
  await accepting;
});

Deno.test("gitSync() ends at once and says nothing when the program stops", async () => {
  using stage = new Stage();
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const stop = new AbortController();
  const { port } = server.addr as Deno.NetAddr;
  const url = `https://127.0.0.1:${port}/a.git`;
  const syncing = stage.sync(url, { options: { signal: stop.signal } });
  const connection = await server.accept();
  stop.abort();
  assert.deepEqual(await syncing, []);
  assert.deepEqual(stage.lines, ["info Syncing 1 strategies"]);
  connection.close();
});

const UNSAFE = [
  "ext::sh -c 'touch CANARY'",
  "--upload-pack=touch CANARY",
  "-uCANARY",
  "http://127.0.0.1:9/a",
  "git://127.0.0.1:9/a",
  "fd::0",
];
for (const unsafe of UNSAFE) {
  Deno.test(`gitSync() itself refuses ${unsafe.slice(0, 20)}`, async () => {
    using stage = new Stage();
    const url = unsafe.replace("CANARY", `${stage.path}/canary`);
    const [line = ""] = await stage.sync(url);
    assert.match(line, /^warning Cannot sync "a": .*; there is no copy/);
    assert.equal(isRun(stage), false);
  });
}

Deno.test("gitSync() reads no repository of this machine unless it is allowed", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  for (const address of [url, url.slice("file://".length)]) {
    assert.deepEqual(
      await stage.sync(address, { options: { allowFile: false } }),
      [
        'warning Cannot sync "a": its kind of address is not allowed; there ' +
        "is no copy of it yet",
      ],
    );
  }
});

Deno.test("gitSync() asks for a branch like an option by its name only", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "1" });
  const branch = `--upload-pack=touch ${stage.path}/canary`;
  const [line = ""] = await stage.sync(url, { branch });
  assert.match(line, /there is no branch or tag/);
  assert.equal(isRun(stage), false);
});

Deno.test("gitSync() shows a password to nobody", async () => {
  using stage = new Stage();
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = server.addr as Deno.NetAddr;
  const url = `https://user:hunter2@127.0.0.1:${port}/a.git`;
  const syncing = stage.sync(url);
  const connection = await server.accept();
  const commands = [...Deno.readDirSync("/proc")].map(({ name }) => {
    try {
      return Deno.readTextFileSync(`/proc/${name}/cmdline`);
    } catch {
      return ""; // no process, or it has ended
    }
  });
  assert(commands.some((each) => each.includes(`127.0.0.1:${port}`)));
  assert(!commands.some((each) => each.includes("hunter2")));
  connection.close();
  server.close();
  const [line = ""] = await syncing;
  assert.match(line, /^warning Cannot sync "a": git says: unable to access/);
  assert.doesNotMatch(stage.lines.join("\n"), /hunter2|user:/);
  assert.deepEqual(stage.beside(), []);
});

Deno.test("gitSync() hides the address in what git says of it", async () => {
  using stage = new Stage();
  const bin = `${stage.path}/bin`;
  Deno.mkdirSync(bin);
  const text = '#!/bin/sh\ncase "$*" in *ls-remote*) ;; *) exit 0 ;; esac\n' +
    "echo \"fatal: '/hunter2/a.git' is bad\" >&2\nexit 128\n";
  Deno.writeTextFileSync(`${bin}/git`, text, { mode: 0o755 });
  const env = { PATH: `${bin}:${Deno.env.get("PATH")}` };
  const url = "https://h/hunter%32/a.git";
  assert.deepEqual(await stage.sync(url, { options: { env } }), [
    "warning Cannot sync \"a\": git says: '…' is bad; there is no copy of it yet",
  ]);
});

Deno.test("gitSync() takes a strategy that cannot run: packing it says so", async () => {
  using stage = new Stage();
  const url = await stage.repository("one");
  await stage.push("one", { "strategy.ts": "export class {" });
  assert.deepEqual(await stage.sync(url), [NEW]);
  assert.equal(stage.text(), "export class {");
});
