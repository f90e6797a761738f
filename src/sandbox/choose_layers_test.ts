import { strict as assert } from "node:assert";
import { SANDBOX_LAYERS, type SandboxLayer } from "../domain/sandbox_layer.ts";
import { startChild } from "./child.ts";
import { chooseLayers, surround, trial } from "./choose_layers.ts";
import { callOf, Stage, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";
import { type Layer, type Missing, thisMachine } from "./layers.ts";

const programs = launchers(false);
const shell = "/bin/sh";

function layer(name: SandboxLayer, changed: Partial<Layer> = {}): Layer {
  return {
    ...{ name, command: shell, args: () => [], holds: () => true },
    ...changed,
  };
}

/** Chooses among layers of which some do not work; returns the names and the trials. */
async function chosen(
  names: readonly SandboxLayer[],
  broken: readonly SandboxLayer[],
  missing: readonly Missing[] = [],
) {
  const trials: string[] = [];
  const { on, off } = await chooseLayers(
    [...missing, ...names.map((name) => layer(name))],
    (layers) => {
      trials.push(layers.map(({ name }) => name).join("+"));
      const bad = layers.find(({ name }) => broken.includes(name));
      return Promise.resolve(bad && `no ${bad.name}`);
    },
  );
  return { on: on.map(({ name }) => name), off, trials };
}

Deno.test("chooseLayers() tries all at once, and nothing when there is none", async () => {
  const missing = [{ name: "cgroup_memory", reason: "not there" }] as const;
  assert.deepEqual(await chosen(["data_limit", "uid"], [], missing), {
    on: ["data_limit", "uid"],
    off: missing,
    trials: ["data_limit+uid"],
  });
  assert.deepEqual(await chosen([], [], missing), {
    on: [],
    off: missing,
    trials: [],
  });
});

Deno.test("chooseLayers() leaves out what does not work, and keeps the rest", async () => {
  const names = ["data_limit", "no_network", "uid"] as const;
  assert.deepEqual(await chosen(names, ["no_network"]), {
    on: ["data_limit", "uid"],
    off: [{ name: "no_network", reason: "no no_network" }],
    trials: [
      "data_limit+no_network+uid",
      "data_limit",
      "data_limit+no_network",
      "data_limit+uid",
    ],
  });
  assert.deepEqual((await chosen(names, names)).on, []);
});

Deno.test("trial() says why a process cannot be used", async () => {
  const sh = (script: string) => ({
    ...{ command: shell, args: ["-c", script], env: {} },
  });
  const said = (script: string) => trial(sh(script), [], wall);
  assert.equal(await said("echo it is shut >&2; exit 3"), "it is shut");
  assert.equal(await said("exit 3"), "the process ended with 3");
  assert.equal(
    await said("exec sleep 60"),
    "the process was not ready within 2 s",
  );
  assert.match(
    await trial({ ...sh(""), command: "/nonexistent" }, [], wall) ?? "",
    /^the process could not be started: NotFound/,
  );
  const unseen = layer("uid", { holds: () => false });
  assert.equal(
    await trial(programs.host, [unseen], wall),
    "uid was not seen around the process",
  );
  assert.equal(await trial(programs.host, [], wall), undefined);
});

Deno.test("surround() tries nothing that is not wanted", async () => {
  const { launchers: plain, on, off } = await surround(programs, {
    ...{ machine: thisMachine(false), wanted: [], memoryMb: 400, wall },
  });
  assert.deepEqual([plain, on], [programs, []]);
  assert.deepEqual(off.map(({ name }) => name), SANDBOX_LAYERS);
});

Deno.test("what surround() says is on stands around the process that runs the strategy", async () => {
  const { launchers: { host }, on } = await surround(programs, {
    machine: thisMachine(false),
    wanted: SANDBOX_LAYERS,
    memoryMb: 400,
    wall,
  });
  assert.ok(on.includes("data_limit"), on.join());
  await using stage = new Stage(["AAPL"], { launch: host });
  const [run] = await stage.next([callOf("a", "generate_signal() {}")]);
  assert.equal(run?.outcome, "ok", run?.error?.message);
  const pid = stage.strategies.processes().get("a");
  const read = (name: string) => Deno.readTextFileSync(`/proc/${pid}/${name}`);
  // No wrapper is left, and it still leads a session of its own.
  assert.equal(
    Deno.readLinkSync(`/proc/${pid}/exe`),
    Deno.realPathSync(Deno.execPath()),
  );
  assert.match(
    read("stat"),
    new RegExp(`^${pid} .*\\) [RS] ${Deno.pid} ${pid} `),
  );
  assert.match(read("limits"), /^Max data size +1700000768 +1700000768 /m);
  const has = (layer: SandboxLayer, isSeen: boolean) =>
    assert.equal(isSeen, on.includes(layer), layer);
  has("no_new_privileges", /^NoNewPrivs:\t1$/m.test(read("status")));
  const devices = read("net/dev").match(/^ *\w+(?=:)/gm)?.map((name) =>
    name.trim()
  );
  has("no_network", devices?.join() === "lo");
});

Deno.test("surround() leaves out what the system refuses, and that alone", async () => {
  const machine = thisMachine(false);
  const { on, off } = await surround(programs, {
    machine: {
      ...machine,
      find: (program) => program === "sh" ? shell : "/bin/false",
    },
    wanted: ["data_limit", "no_network", "no_new_privileges"],
    memoryMb: 400,
    wall,
  });
  assert.deepEqual(on, ["data_limit"]);
  const reasons = new Map(off.map(({ name, reason }) => [name, reason]));
  assert.equal(reasons.get("no_network"), "the process ended with 1");
});

Deno.test("SIGKILL leaves nothing of a process inside of layers", async () => {
  const { launchers: { host } } = await surround(programs, {
    machine: thisMachine(false),
    wanted: SANDBOX_LAYERS,
    memoryMb: 400,
    wall,
  });
  const before = childPids();
  const child = startChild({
    ...{ launch: host, window: 1, script: "" },
    market: new TextEncoder().encode("{}"),
  });
  assert.equal(await child.ready, true);
  assert.ok(child.memory() > 1e7);
  assert.deepEqual(childPids().difference(before), new Set([child.pid]));
  assert.deepEqual(childPids(child.pid), new Set());
  child.kill("closed");
  await child.ended;
  assert.deepEqual(childPids().difference(before), new Set());
  assert.throws(() => Deno.statSync(`/proc/${child.pid}`));
});

/** Returns the processes that a process has started. */
function childPids(parent = Deno.pid): Set<number> {
  const tasks = [...Deno.readDirSync(`/proc/${parent}/task`)];
  return new Set(
    tasks.flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${parent}/task/${name}/children`).trim()
        .split(" ").filter((pid) => pid !== "").map(Number)
    ),
  );
}
