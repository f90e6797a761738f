import { strict as assert } from "node:assert";
import { FakeClock } from "../../testing/fake_clock.ts";
import { lateStop } from "./signals.ts";

for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`stopSignal() aborts once on ${name}`, async () => {
    await using child = spawn();
    assert.equal(await child.line(), "ready");
    child.kill(name);
    assert.equal(await child.line(), `stop ${name}`);
    assert.equal(await child.line(), "aborted");
    // A second SIGTERM is no reason to hurry: a service manager may send it.
    child.kill("SIGTERM");
    child.kill("SIGTERM");
    assert.equal(await child.line(), "still here");
    child.kill("SIGINT");
    const { code, signal } = await child.status;
    assert.deepEqual([code, signal], [130, null]);
  });
}

Deno.test("lateStop() resolves twenty seconds after a stop, not before", async () => {
  const wall = new FakeClock("2026-11-20T14:30:00Z");
  const start = wall.now();
  const stop = new AbortController();
  let reason: string | undefined;
  const late = lateStop(stop.signal, wall).then((text) => void (reason = text));
  for (let i = 0; i < 10; i++) await Promise.resolve();
  assert.equal(reason, undefined);
  assert.equal(wall.now(), start);
  wall.advance(5_000);
  stop.abort();
  await late;
  assert.equal(reason, "stopped in the middle of a minute");
  assert.equal(wall.now(), start + 25_000);
});

Deno.test("lateStop() knows a stop that came before it was called", async () => {
  const wall = new FakeClock("2026-11-20T14:30:00Z");
  const start = wall.now();
  await lateStop(AbortSignal.abort(), wall);
  assert.equal(wall.now(), start + 20_000);
});

/** Starts a process that waits for a stop, and then goes on for a while. */
function spawn() {
  const module = new URL("./signals.ts", import.meta.url).href;
  const script = `import { stopSignal } from ${JSON.stringify(module)};
    const say = (line) =>
      Deno.stdout.writeSync(new TextEncoder().encode(line + "\\n"));
    const stop = stopSignal((name) => say("stop " + name));
    stop.addEventListener("abort", () => {
      say("aborted");
      setTimeout(() => say("still here"), 150);
      setTimeout(() => {}, 20_000);
    });
    const alive = setInterval(() => {}, 1_000);
    setTimeout(() => clearInterval(alive), 20_000);
    say("ready");`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  const written = stdin.write(new TextEncoder().encode(script))
    .then(() => stdin.close());
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    status: child.status,
    kill: (name: Deno.Signal) => child.kill(name),
    /** Returns the next line. */
    async line(): Promise<string> {
      await written;
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
      const end = text.indexOf("\n");
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      return line;
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await child.status;
      await reader.cancel();
    },
  };
}
