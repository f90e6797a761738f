import { strict as assert } from "node:assert";
import { childrenOf, isAlive, type ProcessFacts } from "./processes.ts";
import {
  BINARY,
  type Server,
  sleep,
  start,
  tempFolder,
  waitFor,
} from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--symbols", "AAPL,MSFT", "--seed", "7"],
  ...["--at", "2026-01-05", "--speed", "60"],
];
const NAMES = [
  ...["cgroup_memory", "data_limit", "no_network", "uid"],
  "no_new_privileges",
];

/** Runs two teams for some minutes and hands over the server. */
async function withServer(
  args: readonly string[],
  work: (
    server: Server,
    layers: Record<string, string>,
  ) => void | Promise<void>,
): Promise<void> {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { alpha: "trader", beta: "quiet" });
  await using server = await start([...ARGS, ...args], { cwd: folder.path });
  const sandbox = await waitFor("two strategies that were called", async () => {
    const answer = await fetch(`${server.url}/api/v1/status`);
    const { market, sandbox } = await answer.json();
    // Before the first minute these may be trials of new code.
    const isReady = market?.minute && hostsOf(server).length === 2;
    return isReady ? sandbox : false;
  });
  assert.deepEqual(Object.keys(sandbox), NAMES);
  await work(server, sandbox);
  await server.stop();
}

/** The strategies' processes. */
function hostsOf({ pid }: Server): ProcessFacts[] {
  return childrenOf(pid).filter((child) =>
    wordsOf(child.pid).slice(0, 2).join() === `${BINARY},strategy-host`
  );
}

function wordsOf(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return []; // it has ended
  }
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

/** What `/proc` shows of a process. */
function seen(pid: number) {
  const read = (name: string) => Deno.readTextFileSync(`/proc/${pid}/${name}`);
  const status = read("status");
  return {
    uid: Number(/^Uid:\t(\d+)/m.exec(status)?.[1]),
    capabilities: /^CapEff:\t(\w+)/m.exec(status)?.[1],
    noNewPrivileges: /^NoNewPrivs:\t1$/m.test(status),
    dataLimit: /^Max data size +(\w+)/m.exec(read("limits"))?.[1],
    devices: namesIn(read("net/dev"), /^ *(\w+):/gm),
  };
}

Deno.test("layers that the status shows as on stand around every strategy", () =>
  withServer(["--strategy-memory-mb", "300"], (server, layers) => {
    const children = hostsOf(server);
    const all = children.map(({ pid }) => seen(pid));
    assert.equal(all.length, 2);
    for (const [index, each] of all.entries()) {
      const its = (name: string, isSeen: boolean) =>
        assert.equal(isSeen ? "on" : "off", layers[name], name);
      // 1,300 MB and 300 MB, in whole KiB: the first layer needs a shell alone.
      assert.equal(each.dataLimit, "1600000000");
      its("data_limit", true);
      its("no_new_privileges", each.noNewPrivileges);
      its("no_network", each.devices.join() === "lo");
      its("uid", each.uid !== Deno.uid());
      if (layers.uid === "on") {
        assert.equal(each.capabilities, "0000000000000000");
        assert.notEqual(each.uid, all[1 - index]?.uid);
      }
      assert.equal(children[index]?.group, children[index]?.pid);
    }
    const off = NAMES.filter((name) => layers[name] === "off");
    const told = namesIn(server.stderr(), /The layer (\w+) is off reason=/g);
    assert.deepEqual(told.sort(), off.sort());
  }));

Deno.test("SIGKILL of the server leaves no process that stands inside of layers", () =>
  withServer([], async (server) => {
    const children = hostsOf(server);
    server.kill("SIGKILL");
    await server.ended;
    await sleep(1_000);
    assert.deepEqual(children.filter(isAlive), []);
  }));

Deno.test("--sandbox-layers off puts nothing around strategies, and minutes end alike", async () => {
  const values = new Set<string>();
  for (const layers of ["off", "auto"]) {
    await using folder = await tempFolder();
    await writeTeams(folder.path, { alpha: "trader" });
    const flags = ["--speed", "max", "--duration", "30"];
    await using server = await start(
      [...ARGS, ...flags, "--sandbox-layers", layers],
      { cwd: folder.path },
    );
    const { stdout, stderr } = await server.ended;
    values.add(/head (\w{64})/.exec(stdout)?.[1] ?? stderr);
    const line = /Layers around strategies: (.*)/.exec(stderr)?.[1] ?? "";
    assert.equal(line === "none", layers === "off", line);
  }
  assert.equal(values.size, 1, [...values].join("\n"));
});
