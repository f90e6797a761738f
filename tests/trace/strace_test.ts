import { strict as assert } from "node:assert";
import { join } from "node:path";
import { strategyPacker } from "../../src/sandbox/bundle.ts";
import { outcomeAt } from "../strategies/expected.ts";
import { readPrograms } from "../strategies/programs.ts";
import { type Actor, Stage, wall } from "../strategies/stage.ts";
import { BINARY, tempFolder } from "../binary/qtc.ts";

const CALLS = "trace=%file,%network,%process,io_uring_setup,write";
const MINUTES = 2;
/** The first frame of a strategy's process: from here on it runs a team's code. */
const READY = /\bwrite\(1, "\\0\\0\\0\\5R/;
/** What its start reads: itself, its libraries, itself in /proc, the machine's size. */
const START = [
  /^\/proc\/(self|\d+)\/(exe|maps|statm|cgroup|mountinfo)$/,
  /^\/proc\/meminfo$/,
  /^\/sys\/(fs\/cgroup|devices\/system\/cpu)(\/|$)/,
  /^(\/usr)?\/lib(64)?\/[^.]*\/lib[a-z_0-9+-]+\.so(\.\d+)*$/,
  /^\/etc\/ld\.so\.(cache|preload)$/,
  /^\/dev\/(null|urandom)$/,
  /^\/usr\/share\/zoneinfo\/UTC$/,
  /^\/$/,
];
/** What it still reads when teams' code runs: how much memory and how many processors there are. */
const LATER = [
  /^\/proc\/self\/(statm|cgroup)$/,
  /^\/proc\/meminfo$/,
  /^\/sys\/(fs\/cgroup|devices\/system\/cpu)(\/|$)/,
];

Deno.test(
  "strace sees what a process opens, asks and starts",
  strace(),
  async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, "trace");
    const command = "cat /etc/hostname; exec 3<>/dev/tcp/127.0.0.1/1";
    await new Deno.Command("strace", {
      args: ["-f", "-o", file, "-e", CALLS, "bash", "-c", command],
      stdout: "null",
      stderr: "null",
    }).output();
    const found = forbidden(linesOf(await Deno.readTextFile(file)), START);
    for (const what of ["/etc/hostname", "connect(", "execve(", "clone"]) {
      assert.ok(found.some((line) => line.includes(what)), what);
    }
  },
);

Deno.test(
  "no strategy opens a file, sends a packet or starts a process",
  strace(),
  async () => {
    await using folder = await tempFolder();
    const runs = await runTraced(folder.path);
    assert.ok(runs >= 60, `${runs} runs`);
    let processes = 0;
    for await (const { name } of Deno.readDir(folder.path)) {
      const text = await Deno.readTextFile(join(folder.path, name));
      const lines = linesOf(text);
      const ready = lines.findIndex((line) => READY.test(line));
      assert.ok(ready > 0, `no first frame in\n${text.slice(-2000)}`);
      const [first, ...start] = lines.slice(0, ready);
      assert.match(
        first ?? "",
        / execve\("[^"]+", \["[^"]+", "strategy-host"\]/,
      );
      const own = new RegExp(`^${BINARY.replaceAll(/[.+]/g, "\\$&")}$`);
      assert.deepEqual(forbidden(start, [...START, own]), []);
      assert.deepEqual(forbidden(lines.slice(ready), LATER), []);
      processes++;
    }
    assert.ok(processes >= 30, `${processes} processes`);
  },
);

/** Runs on Linux, and fails where there is no strace. */
function strace(): { readonly ignore: boolean } {
  return { ignore: Deno.build.os !== "linux" };
}

/** Runs the programs that reach out, each process under strace, with a file for each; returns how many runs that were. */
async function runTraced(folder: string): Promise<number> {
  const launch = (word: string) => ({ command: BINARY, args: [word], env: {} });
  const programs = (await readPrograms(["reach"]))
    .filter(({ expected }) => expected.outcomes.length > 0);
  const packed = await strategyPacker({
    launch: launch("strategy-packer"),
    wall,
  })
    .packAll(programs.map(({ files, entry }) => ({ files, entry })));
  const actors = programs.map(({ id, entry }, i): Actor => {
    const bundle = packed[i]!;
    assert.ok("script" in bundle, `${id}: ${JSON.stringify(bundle)}`);
    return { id, bundle, entryPoint: `${entry}:S`, params: {} };
  });
  // The shell's number becomes strace's: no two processes write to one file.
  const script =
    `exec strace -D -f --seccomp-bpf -qq -s 64 -o "$1/$$" -e ${CALLS} "$2" strategy-host`;
  const host = {
    command: "/bin/sh",
    args: ["-c", script, "sh", folder, BINARY],
    env: {},
  };
  await using stage = new Stage({
    ...{ host, timeoutMs: 10_000, memoryMb: 400, slots: 2 },
  });
  let runs = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    const due = programs.filter(({ expected }) => minute < expected.minutes);
    const ended = await stage.next(
      actors.filter((_, i) => due.includes(programs[i]!)),
    );
    for (const { id, expected } of due) {
      const { outcome, error } = ended.get(id)!;
      assert.equal(
        outcome,
        outcomeAt(expected, minute),
        `${id}: ${error?.message}`,
      );
      runs++;
    }
  }
  return runs;
}

/** Returns the lines of calls; ends of unfinished ones and exits are none. */
function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => /^\d+ +\w+\(/.test(line));
}

/** Returns the calls that are no business of a strategy's process. */
function forbidden(
  lines: readonly string[],
  paths: readonly RegExp[],
): string[] {
  return lines.filter((line) => {
    const [, call = "", rest = ""] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    if (/^(write|exit|exit_group|wait4|getcwd)$/.test(call)) return false;
    if (/^(clone3?|fork|vfork)$/.test(call)) {
      return !rest.includes("CLONE_THREAD");
    }
    if (call === "socketpair") return !rest.startsWith("AF_UNIX");
    const [, path] = /"([^"]*)"/.exec(rest) ?? [];
    if (call === "execve" || path === undefined) return true;
    // Without a name, it is about a file that is open already.
    return path !== "" && !paths.some((known) => known.test(path));
  });
}
