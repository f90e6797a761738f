import { scheduler } from "node:timers/promises";
import { strict as assert } from "node:assert";
import { startChild } from "./child.ts";
import { launchers } from "./launch.ts";

const host = launchers(false).host;
const limits = { window: 5 };

/** A process that writes these bytes and then waits for its input to end. */
function saying(bytes: string) {
  const script = `printf '${bytes}'; cat > /dev/null`;
  return { command: "/bin/sh", args: ["-c", script], env: {} };
}

Deno.test("Child says ready, and dead when it is killed", async () => {
  const child = startChild({ launch: host, ...limits });
  assert.equal(await child.ready, true);
  assert.ok(child.memory() > 1e6);
  assert.ok(child.takeCpuMs() >= 0);
  child.kill("memory");
  child.kill("timeout");
  assert.deepEqual(await child.ask(new Uint8Array(4)), {
    kind: "dead",
    why: "memory",
  });
  await child.ended;
  assert.equal(child.memory(), 0);
});

Deno.test("Child is ended when it sends what is no frame, or unasked", async () => {
  const bad = [
    "\\377\\377\\377\\377",
    "\\0\\0\\0\\0",
    "\\0\\0\\0\\005X\\0\\0\\0\\0",
    "\\0\\0\\0\\005R\\0\\0\\0\\0\\0\\0\\0\\005R\\0\\0\\0\\0",
  ];
  for (const bytes of bad) {
    const child = startChild({ launch: saying(bytes), ...limits });
    await child.ended;
    assert.equal(child.isAlive, false);
    const answer = await child.ask(new Uint8Array(1));
    assert.deepEqual(answer, { kind: "dead", why: "crashed" });
  }
});

Deno.test("a strategy's process is gone 1 s after SIGKILL of the engine, also while it spins", async () => {
  const engine = `
    import { callOf, Stage } from ${
    JSON.stringify(import.meta.resolve("./fixtures_test.ts"))
  };
    const stage = new Stage(["AAPL"], { timeoutMs: 30_000 });
    const call = callOf("spin", "generate_signal() { for (;;); }");
    stage.next([call, callOf("idle", "generate_signal() {}")]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    console.log([...stage.strategies.processes().values()].join());
    await new Promise(() => setInterval(() => {}, 1000));
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, engine);
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--quiet",
        `--config=${configFile()}`,
        file,
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = process.stdout.getReader();
    const { value } = await reader.read();
    const pids = new TextDecoder().decode(value).trim().split(",").map(Number);
    assert.equal(pids.length, 2);
    assert.deepEqual(pids.map(isRunning), [true, true]);
    process.kill("SIGKILL");
    await process.status;
    await reader.cancel();
    await scheduler.wait(900);
    assert.deepEqual(pids.map(isRunning), [false, false]);
  } finally {
    await Deno.remove(file);
  }
});

function configFile(): string {
  return new URL("../../deno.json", import.meta.url).pathname;
}

/** Whether a process is there and no zombie. */
function isRunning(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
