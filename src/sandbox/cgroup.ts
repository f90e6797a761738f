/**
 * Memory limits by cgroup (version 2), where the service manager has delegated
 * the cgroup that QTC runs in. It is written directly: asking the service
 * manager for each process would take longer than the process to start.
 *
 * @module
 */

import type { Layer } from "./layers.ts";

/** How {@linkcode delegatedCgroup} looks; all but the user are for tests. */
export interface CgroupOptions {
  /** User id of this process. */
  readonly uid: number;
  /** Where cgroups are mounted. */
  readonly root?: string;
  /** Text of `/proc/self/cgroup`. */
  readonly own?: string;
  readonly shell?: string;
}

/** Room above the limit that is watched: who is too large is to be told so, not just ended. */
const ROOM = 1.25;
/** Cgroups that are used in turn, but for those in which a process still runs. */
const GROUPS = 1_000;

/**
 * Moves this process into a part of its cgroup, and returns the layer that puts
 * others beside it, or why that cannot be.
 */
export function delegatedCgroup(options: CgroupOptions): Layer | string {
  const { uid, root = "/sys/fs/cgroup", shell = "/bin/sh" } = options;
  const own = options.own ?? textOf("/proc/self/cgroup");
  if (uid === 0) {
    return "QTC runs as root, and only a user can see that a cgroup is his";
  }
  const [, path] = /^0::(\/.*)$/m.exec(own) ?? [];
  if (path === undefined) return "there are no cgroups of version 2";
  const group = `${root}${path}`.replace(/\/$/, "");
  if (!textOf(`${group}/cgroup.controllers`).split(/\s/).includes("memory")) {
    return `memory cannot be limited in "${group}"`;
  }
  if (Deno.statSync(group).uid !== uid) {
    return `"${group}" is not delegated: systemd does it with Delegate=memory`;
  }
  const pid = String(Deno.pid);
  if (textOf(`${group}/cgroup.procs`).trim() !== pid) {
    return `there are other processes in "${group}"`;
  }
  try {
    // Who has parts with limits must not have processes itself.
    Deno.mkdirSync(`${group}/engine`, { recursive: true });
    Deno.writeTextFileSync(`${group}/engine/cgroup.procs`, pid);
    Deno.writeTextFileSync(`${group}/cgroup.subtree_control`, "+memory");
  } catch (error) {
    return `"${group}" cannot be divided: ${String(error)}`;
  }
  return layerIn(group, shell);
}

function layerIn(group: string, shell: string): Layer {
  let started = 0;
  return {
    name: "cgroup_memory",
    command: shell,
    args(memoryMb) {
      let part: string;
      let tries = 0;
      do part = `${group}/strategy-${started++ % GROUPS}`; while (
        textOf(`${part}/cgroup.procs`) !== "" && ++tries < GROUPS
      );
      try {
        Deno.mkdirSync(part, { recursive: true });
        const most = String(Math.ceil(memoryMb * ROOM * 1e6));
        Deno.writeTextFileSync(`${part}/memory.max`, most);
        Deno.writeTextFileSync(`${part}/memory.swap.max`, "0");
      } catch {
        // Without its limit it still runs, watched as without the layer.
      }
      return ["-c", 'echo $$ >"$0/cgroup.procs"; exec "$@"', part];
    },
    holds: (pid) =>
      /^0::.*\/strategy-\d+$/m.test(textOf(`/proc/${pid}/cgroup`)),
  };
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // not there, or not for us
  }
}
