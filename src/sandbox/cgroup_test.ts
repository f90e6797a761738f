import { strict as assert } from "node:assert";
import { join } from "node:path";
import { delegatedCgroup } from "./cgroup.ts";

/** Any user but root; the folder is made his where we are root. */
const uid = Deno.uid() === 0 ? 12_345 : Deno.uid() ?? 0;
const own = "0::/qtc.service\n";

/** A folder that looks like the mount of cgroups with ours in it. */
async function withCgroups(
  work: (root: string, group: string) => void | Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "qtc-cgroup-" });
  const group = join(root, "qtc.service");
  try {
    await Deno.mkdir(group);
    if (Deno.uid() === 0) await Deno.chown(group, uid, uid);
    const files = {
      "cgroup.controllers": "cpu memory pids\n",
      "cgroup.procs": `${Deno.pid}\n`,
      "cgroup.subtree_control": "",
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(group, name), text);
    }
    await work(root, group);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("delegatedCgroup() moves us aside and starts each process in a limited part", () =>
  withCgroups(async (root, group) => {
    const read = (name: string) => Deno.readTextFileSync(join(group, name));
    const layer = delegatedCgroup({ uid, root, own });
    assert.ok(typeof layer !== "string", String(layer));
    assert.equal(read("engine/cgroup.procs"), String(Deno.pid));
    assert.equal(read("cgroup.subtree_control"), "+memory");
    for (const part of ["strategy-0", "strategy-1"]) {
      const { stdout } = await new Deno.Command(layer.command, {
        args: [...layer.args(400), "/bin/sh", "-c", "echo $$ $1", "-", "said"],
      }).output();
      const [pid, said] = new TextDecoder().decode(stdout).trim().split(" ");
      assert.equal(said, "said");
      assert.equal(read(`${part}/cgroup.procs`).trim(), pid);
      // A quarter more than is watched.
      assert.equal(read(`${part}/memory.max`), "500000000");
      assert.equal(read(`${part}/memory.swap.max`), "0");
    }
    assert.equal(layer.holds(Deno.pid), false);
  }));

Deno.test("delegatedCgroup() puts nothing beside a process that still runs", () =>
  withCgroups(async (root, group) => {
    const layer = delegatedCgroup({ uid, root, own });
    assert.ok(typeof layer !== "string", String(layer));
    for (const part of ["strategy-0", "strategy-1", "strategy-2"]) {
      await Deno.mkdir(join(group, part));
      const procs = part === "strategy-2" ? "" : "77\n";
      await Deno.writeTextFile(join(group, part, "cgroup.procs"), procs);
    }
    assert.equal(layer.args(400).at(-1), join(group, "strategy-2"));
    assert.equal(layer.args(400).at(-1), join(group, "strategy-3"));
  }));

Deno.test("delegatedCgroup() starts processes also when a part cannot be had", () =>
  withCgroups(async (root, group) => {
    const layer = delegatedCgroup({ uid, root, own });
    assert.ok(typeof layer !== "string", String(layer));
    await Deno.writeTextFile(join(group, "strategy-0"), "in the way");
    const { stdout } = await new Deno.Command(layer.command, {
      args: [...layer.args(400), "/bin/echo", "here"],
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "here\n");
  }));

Deno.test("delegatedCgroup() says why there is none, and touches nothing then", () =>
  withCgroups(async (root, group) => {
    const refused = (changed: Partial<Parameters<typeof delegatedCgroup>[0]>) =>
      delegatedCgroup({ uid, root, own, ...changed });
    assert.match(String(refused({ uid: 0 })), /runs as root/);
    assert.match(String(refused({ own: "4:memory:/x\n" })), /version 2/);
    assert.match(String(refused({ own: "0::/\n" })), /cannot be limited/);
    assert.match(String(refused({ uid: uid + 1 })), /Delegate=memory/);
    const procs = join(group, "cgroup.procs");
    await Deno.writeTextFile(procs, `1\n${Deno.pid}\n`);
    assert.match(String(refused({})), /other processes/);
    const names = [...Deno.readDirSync(group)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "cgroup.controllers",
      "cgroup.procs",
      "cgroup.subtree_control",
    ]);
    await Deno.writeTextFile(procs, `${Deno.pid}\n`);
    await Deno.writeTextFile(join(group, "engine"), "in the way");
    assert.match(String(refused({})), /cannot be divided/);
  }));
