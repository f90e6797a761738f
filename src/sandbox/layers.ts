/**
 * What the system can put around a process of ours, as words before its
 * command: each of them becomes the next by `exec`, so that the process that
 * was started is the one that runs the strategy, and the one that is killed.
 *
 * @module
 */

import { SANDBOX_LAYERS, type SandboxLayer } from "../domain/sandbox_layer.ts";
import { delegatedCgroup } from "./cgroup.ts";
import type { Launch } from "./launch.ts";

/** Something around a process. */
export interface Layer {
  readonly name: SandboxLayer;
  /** Absolute path of the program that puts it there. */
  readonly command: string;
  /** Returns its arguments for the next process, whose memory is limited to so many MB. */
  args(memoryMb: number): readonly string[];
  /** Its arguments may follow those of the same program: one start less. */
  readonly joins?: true;
  /** Whether it stands around this process, as `/proc` shows it. */
  holds(pid: number): boolean;
}

/** A layer that cannot be tried. */
export interface Missing {
  readonly name: SandboxLayer;
  /** For the operator: it may hold paths. */
  readonly reason: string;
}

/** What layers depend on. */
export interface Machine {
  /** User id of this process; 0 is root. */
  readonly uid: number;
  /** Whether this is the compiled binary, `Deno.build.standalone`. */
  readonly isStandalone: boolean;
  /** Returns the absolute path of a program, if it is there. */
  readonly find: (program: string) => string | undefined;
  /** Whether a process of this user runs. */
  readonly isUser: (uid: number) => boolean;
  /** Returns the part of the binary's path that other users cannot enter or read. */
  readonly closed: () => string | undefined;
  /** Returns the layer of the cgroup that is ours, or why there is none. */
  readonly cgroup: () => Layer | string;
}

/** What V8 reserves before it does anything, and some room, MB: below 1,230 nothing starts. */
const RESERVED_MB = 1_300;
/** Users of strategies: in no list of users, nor handed out by the system. */
const FIRST_UID = 60_600;
const UIDS = 500;
const FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** Returns this machine. */
export function thisMachine(isStandalone: boolean): Machine {
  const uid = Deno.uid() ?? -1;
  return {
    uid,
    isStandalone,
    find: (program) =>
      FOLDERS.map((folder) => `${folder}/${program}`).find(isFile),
    isUser,
    closed: () => closedPart(Deno.realPathSync(Deno.execPath())),
    cgroup: () => delegatedCgroup({ uid }),
  };
}

/** Returns the first part of a path that other users cannot enter or, at its end, read. */
export function closedPart(path: string): string | undefined {
  const names = path.split("/").slice(1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`)
    .find((part) => {
      const wanted = part === path ? 0o5 : 0o1;
      return ((Deno.statSync(part).mode ?? 0) & wanted) !== wanted;
    });
}

/** Returns the layers to try, the outermost first, and those that cannot be. */
export function findLayers(
  machine: Machine,
  wanted: readonly SandboxLayer[],
): (Layer | Missing)[] {
  return SANDBOX_LAYERS.map((name) => {
    if (!wanted.includes(name)) {
      return { name, reason: "the settings leave it out" };
    }
    const found = find(name, machine);
    return typeof found === "string" ? { name, reason: found } : found;
  });
}

/**
 * Returns a launch inside of layers. Its arguments are others each time that
 * they are read: every process gets a user and a cgroup of its own.
 *
 * @param memoryMb Most memory that the process may take, MB
 */
export function layered(
  launch: Launch,
  layers: readonly Layer[],
  memoryMb: number,
): Launch {
  const [outermost] = layers;
  if (!outermost) return launch;
  return {
    command: outermost.command,
    get args() {
      const words = layers.flatMap((layer, index) => [
        ...(layer.joins && layer.command === layers[index - 1]?.command
          ? []
          : [layer.command]),
        ...layer.args(memoryMb),
      ]);
      return [...words.slice(1), launch.command, ...launch.args];
    },
    env: launch.env,
  };
}

/** Returns a layer, or why it cannot be. */
function find(name: SandboxLayer, machine: Machine): Layer | string {
  switch (name) {
    case "cgroup_memory":
      return machine.cgroup();
    case "data_limit":
      return withProgram(machine, "sh", dataLimit);
    case "no_network":
      return withProgram(machine, "unshare", noNetwork);
    case "uid":
      return whyNoOtherUser(machine) ??
        withProgram(machine, "setpriv", otherUser);
    case "no_new_privileges":
      return withProgram(machine, "setpriv", noNewPrivileges);
  }
}

function withProgram(
  machine: Machine,
  program: string,
  layer: (command: string, machine: Machine) => Layer,
): Layer | string {
  const command = machine.find(program);
  return command === undefined
    ? `there is no program ${program}`
    : layer(command, machine);
}

function dataLimit(command: string): Layer {
  return {
    name: "data_limit",
    command,
    args: (memoryMb) => {
      const kib = Math.ceil((RESERVED_MB + memoryMb) * 1e6 / 1024);
      return ["-c", 'ulimit -d "$0" && exec "$@"', String(kib)];
    },
    holds: (pid) => /^Max data size +\d+ +\d+ /m.test(proc(pid, "limits")),
  };
}

function noNetwork(command: string, { uid }: Machine): Layer {
  return {
    name: "no_network",
    command,
    // Who is not root may do this only where he is: in a user namespace of his own.
    args: () => uid === 0 ? ["--net"] : ["--map-current-user", "--net"],
    holds: (pid) => {
      const its = linkOf(`/proc/${pid}/ns/net`);
      return its !== undefined && its !== linkOf(`/proc/${Deno.pid}/ns/net`);
    },
  };
}

function whyNoOtherUser(
  { uid, isStandalone, closed }: Machine,
): string | undefined {
  if (uid !== 0) return "only root may start processes of other users";
  if (!isStandalone) return "sources and their cache are this user's alone";
  const part = closed();
  return part && `other users cannot enter or read "${part}"`;
}

/** Each process has its own user, so that none can send another one a signal. */
function otherUser(command: string, { isUser }: Machine): Layer {
  let started = 0;
  return {
    name: "uid",
    command,
    args: () => {
      // Before all of them have been used once, nobody has them.
      const isTaken = (uid: number) => started > UIDS && isUser(uid);
      let uid: number;
      let tries = 0;
      do uid = FIRST_UID + started++ % UIDS; while (
        isTaken(uid) && ++tries < UIDS
      );
      return [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
    },
    holds: (pid) => {
      const [, ids = ""] = /^Uid:\t(.*)$/m.exec(proc(pid, "status")) ?? [];
      return ids.split("\t").map(Number).every((id) =>
        id >= FIRST_UID && id < FIRST_UID + UIDS
      );
    },
  };
}

function noNewPrivileges(command: string): Layer {
  return {
    name: "no_new_privileges",
    command,
    args: () => ["--no-new-privs"],
    joins: true,
    holds: (pid) => /^NoNewPrivs:\t1$/m.test(proc(pid, "status")),
  };
}

function proc(pid: number, file: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${file}`);
  } catch {
    return ""; // not Linux, or the process has ended
  }
}

function linkOf(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined; // not Linux, or not for us to see
  }
}

function isUser(uid: number): boolean {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (/^\d/.test(name) && ownerOf(`/proc/${name}`) === uid) return true;
  }
  return false;
}

function ownerOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).uid ?? undefined;
  } catch {
    return undefined; // the process has just ended
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
