import { strict as assert } from "node:assert";
import { SANDBOX_LAYERS, type SandboxLayer } from "../domain/sandbox_layer.ts";
import {
  closedPart,
  findLayers,
  type Layer,
  layered,
  type Machine,
  thisMachine,
} from "./layers.ts";

/** A machine on which everything is there. */
const full: Machine = {
  uid: 0,
  isStandalone: true,
  find: (program) => `/bin/${program}`,
  closed: () => undefined,
  isUser: () => false,
  cgroup: () => "no cgroup today",
};
const bare = { command: "/srv/qtc", args: ["strategy-host"], env: { A: "1" } };

/** What is found: a command's name, or why not. */
function found(
  changed: Partial<Machine>,
  wanted: readonly SandboxLayer[] = SANDBOX_LAYERS,
) {
  const all = findLayers({ ...full, ...changed }, wanted);
  return Object.fromEntries(
    all.map((each) =>
      "reason" in each ? [each.name, each.reason] : [each.name, each.command]
    ),
  );
}

function layersOf(...names: SandboxLayer[]): Layer[] {
  return findLayers(full, names).filter((each) => "command" in each);
}

Deno.test("findLayers() finds all that root has, the outermost first", () => {
  const names = findLayers(full, SANDBOX_LAYERS).map(({ name }) => name);
  assert.deepEqual(names, SANDBOX_LAYERS);
  assert.deepEqual(found({}), {
    "cgroup_memory": "no cgroup today",
    "data_limit": "/bin/sh",
    "no_network": "/bin/unshare",
    "uid": "/bin/setpriv",
    "no_new_privileges": "/bin/setpriv",
  });
});

Deno.test("findLayers() says what is missing, and what was not wanted", () => {
  const find = (program: string) => program === "sh" ? "/bin/sh" : undefined;
  assert.deepEqual(found({ find }, ["data_limit", "no_network", "uid"]), {
    "cgroup_memory": "the settings leave it out",
    "data_limit": "/bin/sh",
    "no_network": "there is no program unshare",
    "uid": "there is no program setpriv",
    "no_new_privileges": "the settings leave it out",
  });
  assert.match(found({ uid: 1000 }).uid ?? "", /^only root/);
  assert.match(found({ isStandalone: false }).uid ?? "", /^sources/);
  assert.equal(
    found({ closed: () => "/root" }).uid,
    'other users cannot enter or read "/root"',
  );
});

Deno.test("layered() puts the words of each layer before the command", () => {
  assert.equal(layered(bare, [], 400), bare);
  const launch = layered(
    bare,
    layersOf("data_limit", "no_network", "uid", "no_new_privileges"),
    400,
  );
  assert.equal(launch.command, "/bin/sh");
  assert.deepEqual(launch.env, bare.env);
  assert.deepEqual(launch.args, [
    // 1,300 MB and 400 MB, in KiB: 1.7e9 / 1024 = 1660156.25
    ...["-c", 'ulimit -d "$0" && exec "$@"', "1660157"],
    ...["/bin/unshare", "--net"],
    ...["/bin/setpriv", "--reuid=60600", "--regid=60600", "--clear-groups"],
    "--no-new-privs",
    ...["/srv/qtc", "strategy-host"],
  ]);
});

Deno.test("layered() starts setpriv for the privileges where it did not for the user", () => {
  const launch = layered(
    bare,
    layersOf("no_network", "no_new_privileges"),
    400,
  );
  assert.deepEqual([launch.command, ...launch.args].slice(1, 4), [
    ...["--net", "/bin/setpriv", "--no-new-privs"],
  ]);
});

Deno.test("layered() gives each process a user of its own, and the first one's again after 500", () => {
  const launch = layered(bare, layersOf("uid"), 400);
  const users = Array.from({ length: 501 }, () => launch.args[0]);
  assert.deepEqual(users.slice(0, 2), ["--reuid=60600", "--reuid=60601"]);
  assert.equal(new Set(users).size, 500);
  assert.equal(users[500], users[0]);
});

Deno.test("layered() gives no process the user of another one that still runs", () => {
  const asked: number[] = [];
  const isUser = (uid: number) => asked.push(uid) > 0 && uid < 60_603;
  const layers = findLayers({ ...full, isUser }, ["uid"])
    .filter((each) => "command" in each);
  const launch = layered(bare, layers, 400);
  const users = Array.from({ length: 501 }, () => launch.args[0]);
  assert.deepEqual([users[0], users[500]], [
    "--reuid=60600",
    "--reuid=60603",
  ]);
  assert.deepEqual(asked, [60_600, 60_601, 60_602, 60_603]);
});

Deno.test("thisMachine() sees who runs something", () => {
  const { uid, isUser } = thisMachine(false);
  assert.equal(isUser(uid), true);
  assert.equal(isUser(59_999), false);
});

Deno.test("who is not root makes a user namespace for the network's", () => {
  const [layer] = findLayers({ ...full, uid: 1000 }, ["no_network"])
    .filter((each) => "command" in each);
  assert.deepEqual(layer?.args(400), ["--map-current-user", "--net"]);
});

Deno.test("no layer is seen around a process that has none, or is not there", () => {
  const layers = layersOf("no_network", "uid");
  for (const pid of [Deno.pid, 0]) {
    assert.deepEqual(layers.filter((layer) => layer.holds(pid)), []);
  }
});

Deno.test("closedPart() names what keeps other users from a file", async () => {
  const root = await Deno.makeTempDir({ prefix: "qtc-closed-" });
  try {
    const folder = `${root}/folder`;
    const file = `${folder}/qtc`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(file, "");
    const modes: [number, number, number, string | undefined][] = [
      [0o711, 0o711, 0o755, undefined],
      [0o700, 0o711, 0o755, root],
      [0o711, 0o750, 0o755, folder],
      [0o711, 0o711, 0o751, file],
      [0o711, 0o711, 0o754, file],
    ];
    for (const [first, second, third, closed] of modes) {
      await Deno.chmod(root, first);
      await Deno.chmod(folder, second);
      await Deno.chmod(file, third);
      assert.equal(closedPart(file), closed);
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
