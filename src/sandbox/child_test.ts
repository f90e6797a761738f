import { scheduler } from "node:timers/promises";
import { strict as assert } from "node:assert";
import { startChild } from "./child.ts";
import { launchers } from "./launch.ts";

const host = launchers(false).host;
const limits = {
  window: 5,
  script: "",
  market: new TextEncoder().encode("{}"),
};

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

Deno.test("Child knows the processor time of a process that has ended by itself, and the kernel ends it first", async () => {
  const script =
    "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; kill -9 $$";
  const launch = { command: "/bin/sh", args: ["-c", script], env: {} };
  const child = startChild({ launch, ...limits });
  const score = await Deno.readTextFile(`/proc/${child.pid}/oom_score_adj`);
  assert.equal(score, "1000\n");
  while (child.isAlive) {
    child.noteCpu();
    await scheduler.wait(10);
  }
  await child.ended;
  child.noteCpu(); // nobody is there any more
  assert.ok(child.takeCpuMs() > 0);
});

Deno.test("Child stops and goes on where it was", async () => {
  const child = startChild({ launch: host, ...limits });
  child.pause();
  let isReady = false;
  void child.ready.then(() => isReady = true);
  await scheduler.wait(400);
  assert.equal(isReady, false);
  child.resume();
  assert.equal(await child.ready, true);
  child.pause();
  child.kill("timeout");
  await child.ended;
  child.resume(); // it is gone: nothing happens
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

Deno.test("a strategy's process is gone 1 s after SIGKILL of the engine, also while it spins or is stopped", async () => {
  const engine = `
    import { callOf, Stage } from ${
    JSON.stringify(import.meta.resolve("./fixtures_test.ts"))
  };
    const stage = new Stage(["AAPL"], { timeoutMs: 30_000, slots: 1 });
    const spin = (id) => callOf(id, "generate_signal() { for (;;); }");
    stage.next([spin("a"), spin("b"), callOf("idle", "generate_signal() {}")]);
    const states = () => [...stage.strategies.processes().values()].map((pid) =>
      Deno.readTextFileSync("/proc/" + pid + "/stat").replace(/^.*\\) /, "")[0]);
    // One of them runs and the other is stopped.
    while (states().filter((state) => state === "T").length !== 1 || states().length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
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
    assert.deepEqual(pids.map(isRunning), [true, true, true]);
    process.kill("SIGKILL");
    await process.status;
    await reader.cancel();
    await scheduler.wait(900);
    assert.deepEqual(pids.map(isRunning), [false, false, false]);
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
