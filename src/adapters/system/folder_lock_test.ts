import { strict as assert } from "node:assert";
import { lockFolder } from "./folder_lock.ts";

Deno.test("lockFolder() makes the folder and gives it to one at a time", () => {
  using temp = tempFolder();
  const path = `${temp.path}/a/data`;
  const lock = lockFolder(path);
  assert.throws(() => lockFolder(path), {
    code: "conflict",
    message: `Cannot use data folder "${path}": another qtc is running on it`,
  });
  lock.release();
  lock.release();
  lockFolder(path).release();
});

Deno.test("lockFolder() keeps another process out until the first one dies", async () => {
  using temp = tempFolder();
  const module = new URL("./folder_lock.ts", import.meta.url).href;
  const script = `import { lockFolder } from ${JSON.stringify(module)};
    lockFolder(${JSON.stringify(temp.path)});
    await Deno.stdout.write(new TextEncoder().encode("locked"));
    await new Promise(() => setInterval(() => {}, 1000));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(script));
  await stdin.close();
  const reader = child.stdout.getReader();
  await reader.read();
  try {
    assert.throws(() => lockFolder(temp.path), { code: "conflict" });
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
  }
  lockFolder(temp.path).release();
});

Deno.test("lockFolder() leaves nothing new behind when it is refused", () => {
  using temp = tempFolder();
  Deno.writeTextFileSync(`${temp.path}/file`, "");
  const before = list(temp.path);
  assert.throws(() => lockFolder(`${temp.path}/file/data`), {
    code: "unavailable",
    message: /it cannot be written/,
  });
  assert.throws(() => lockFolder(`${temp.path}/file`), { code: "unavailable" });
  const long = `${temp.path}/new/${"x".repeat(300)}`;
  assert.throws(() => lockFolder(long), { code: "unavailable" });
  assert.deepEqual(list(temp.path), before);
});

Deno.test("lockFolder() refuses a folder that it may not write", () => {
  // Nobody may write there, not even root.
  assert.throws(() => lockFolder("/proc/qtc/data"), { code: "unavailable" });
  assert.throws(() => lockFolder("/proc"), { code: "unavailable" });
});

Deno.test("abandon() takes away what locking made, and nothing else", () => {
  using temp = tempFolder();
  lockFolder(`${temp.path}/a/data`).abandon();
  assert.deepEqual(list(temp.path), []);

  const used = lockFolder(`${temp.path}/b`);
  Deno.writeTextFileSync(`${temp.path}/b/mine`, "");
  used.abandon();
  used.abandon();
  assert.deepEqual(list(`${temp.path}/b`), ["mine"]);

  lockFolder(`${temp.path}/c`).release();
  lockFolder(`${temp.path}/c`).abandon();
  assert.deepEqual(list(`${temp.path}/c`), [".lock"]);
});

function list(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-lock-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
