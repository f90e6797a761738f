import { strict as assert } from "node:assert";
import { join } from "node:path";
import { eventsOf, minutesRun } from "./ledger_file.ts";
import { childrenOf, isAlive, type ProcessFacts } from "./processes.ts";
import { run, type Server, start, tempFolder, waitFor } from "./qtc.ts";
import { SOURCES, writeStrategy, writeTeams } from "./teams.ts";

/** Processor time that only a strategy that spins has, milliseconds. */
const SPINNING_MS = 500;
const ARGS = ["--registry", "teams.yaml", "--at", "2026-11-18"];

Deno.test("SIGKILL beside a spinning strategy leaves no process after a second", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet", spinner: "spinner" });
  const args = [...ARGS, "--strategy-timeout-ms", "30000"];
  await using server = await start(args, { cwd: folder.path });
  const children = await spinning(server);
  assert(children.length >= 2, `${children.length} processes`);
  server.kill("SIGKILL");
  await waitFor(
    "the end of all its processes",
    () => !children.some(isAlive),
    1_000,
  );
});

Deno.test("SIGKILL while a large strategy is packed leaves no process after a second", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { large: "quiet" });
  await writeStrategy(folder.path, "large", largeSource());
  await using server = await start(ARGS, { cwd: folder.path });
  const children = await waitFor("a process that packs", () => {
    const children = childrenOf(server.pid);
    return children.some(({ cpuMs }) => cpuMs > SPINNING_MS) && children;
  });
  assert.doesNotMatch(server.stderr(), /leads/);
  server.kill("SIGKILL");
  await waitFor(
    "the end of all its processes",
    () => !children.some(isAlive),
    1_000,
  );
});

Deno.test("SIGTERM beside a spinning strategy ends with 0 as soon as its time is up", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet", spinner: "spinner" });
  await using server = await start(ARGS, { cwd: folder.path });
  await stopped(server, 10_000);
  await verified(folder.path);
});

Deno.test("SIGTERM in the middle of a minute that takes half a minute ends with 0 before that", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet", spinner: "spinner" });
  const args = [...ARGS, "--strategy-timeout-ms", "30000"];
  await using server = await start(args, { cwd: folder.path });
  await stopped(server, 26_000);
  await verified(folder.path);
  // The minute stays open, and nothing is invented about it: the next start runs it.
  const dataDir = join(folder.path, "data");
  assert.deepEqual(minutesRun(dataDir), []);
  assert.deepEqual(eventsOf(dataDir, "runs"), []);
  assert.deepEqual(eventsOf(dataDir, "failure"), []);
  const quick = [...ARGS, "--strategy-timeout-ms", "200", "--speed", "max"];
  const { code, stderr } = await run(
    [...quick, "--duration", "2", "--no-api"],
    {
      cwd: folder.path,
    },
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual(minutesRun(dataDir).slice(0, 2), [
    "2026-11-18T14:30Z",
    "2026-11-18T14:31Z",
  ]);
});

Deno.test("SIGINT while nothing happens ends with 0 at once", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  await using server = await start([...ARGS, "--speed", "1"], {
    cwd: folder.path,
  });
  await waitFor("its wait", () => server.stderr().includes("next minute"));
  const asked = performance.now();
  server.kill("SIGINT");
  const { code, signal, stdout, stderr } = await server.ended;
  assert.deepEqual([code, signal], [0, undefined], stderr);
  assert.match(stdout, /^Stopped: stopped; 0 minutes, head [0-9a-f]{64}$/m);
  assert.match(stderr, /Stopping on SIGINT/);
  assert(performance.now() - asked < 3_000);
});

/** Waits until one of its processes does nothing but spin; returns all of them. */
async function spinning(server: Server): Promise<ProcessFacts[]> {
  return await waitFor("a process that spins", () => {
    const children = childrenOf(server.pid);
    // Packing takes time as well, and goes on beside dry runs.
    const isBegun = !children.some(({ pid }) => isPacker(pid));
    return isBegun && children.length >= 2 &&
      children.some(({ cpuMs }) => cpuMs > SPINNING_MS) && children;
  });
}

function isPacker(pid: number): boolean {
  try {
    const words = Deno.readTextFileSync(`/proc/${pid}/cmdline`);
    return words.includes("strategy-packer");
  } catch {
    return true; // it has just ended: to be looked at again
  }
}

/** Sends SIGTERM in the middle of the spinner's minute. */
async function stopped(server: Server, maxMs: number): Promise<void> {
  const children = await spinning(server);
  const asked = performance.now();
  const { code, signal, stdout, stderr } = await server.stop();
  const took = performance.now() - asked;
  assert.deepEqual([code, signal], [0, undefined], stderr);
  assert(took < maxMs, `it took ${took.toFixed()} ms`);
  assert.match(stdout, /^Stopped: /m);
  assert.match(stderr, /Stopping on SIGTERM/);
  assert.deepEqual(children.filter(isAlive), []);
}

/** As much source as a file may have: packing it takes a while. */
function largeSource(): string {
  const line =
    "export const a0 = (b: number): number => b * 2 + (b > 1 ? 3 : 4);";
  const lines = Array.from(
    { length: 14_000 },
    (_, index) => line.replace("a0", `a${index}`),
  );
  return `${SOURCES.quiet}${lines.join("\n")}\n`;
}

async function verified(cwd: string): Promise<void> {
  const { code, stdout } = await run(["verify"], { cwd });
  assert.equal(code, 0, stdout);
}
