/**
 * Runs the commands of a page with the compiled binary, in a folder of their
 * own, in the order of the page.
 *
 * @module
 */

import { strict as assert } from "node:assert";
import { join } from "node:path";
import { parseCommand } from "../../src/cli/parse_command.ts";
import { settingFlags } from "../../src/config/setting_flags.ts";
import {
  ROOT,
  run,
  type Running,
  spawn,
  type StartOptions,
  tempFolder,
  waitFor,
} from "../binary/qtc.ts";
import { type CommandLine, readLine } from "./command_line.ts";

/** Where the commands of a page run. */
export interface Scene extends AsyncDisposable {
  /** The working folder. */
  readonly cwd: string;
  /** Runs one command; a server goes on until something needs its place. */
  run(line: string): Promise<void>;
  /** All that commands have printed, servers included. */
  printed(): string;
}

/** Programs of the system that pages use; they may touch the folder alone. */
const TOOLS = ["cat", "chmod", "cp", "ls", "mkdir", "mv", "rm", "tail"];
/** Longest that such a program may take, milliseconds. */
const TOOL_MS = 10_000;
/** Port of a server that names none. */
const PORT = "8000";

/** Says whether a line is a command that {@linkcode Scene.run} knows. */
export function isCommand(line: string): boolean {
  const word = line.replace(/^(?:[A-Z_]+=\S+ +)+/, "").split(" ", 1)[0] ?? "";
  return ["./qtc", "curl", ...TOOLS].includes(word);
}

/** A server under way. */
interface Serving extends Running {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
}

/** Makes an empty folder with everything that pages take for granted. */
export async function scene(): Promise<Scene> {
  const folder = await tempFolder();
  const cwd = join(folder.path, "qtc");
  await Deno.mkdir(cwd);
  await copySample(cwd);
  const servers = new Map<string, Serving>();
  let printed = "";
  const stop = async (port: string): Promise<void> => {
    const server = servers.get(port);
    if (!server) return;
    servers.delete(port);
    await using _ended = server;
    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.ended;
    printed += stdout + stderr;
    assert.equal(code, 0, stderr);
  };
  const runQtc = async ({ words, env, text }: CommandLine): Promise<void> => {
    const args = words.slice(1);
    const { isServer, port, isAlone } = kindOf(args);
    if (isServer) await stop(port);
    if (isAlone) { for (const each of [...servers.keys()]) await stop(each); }
    const options = { cwd, env };
    if (isServer) {
      servers.set(port, await serve(withoutPort(args), options));
      return;
    }
    const { code, stdout, stderr } = await run(withoutPort(args), options);
    printed += stdout + stderr;
    assert.equal(code, 0, `${text}\n${stdout}${stderr}`);
  };
  return {
    cwd,
    async run(line) {
      const command = readLine(line);
      const [program = ""] = command.words;
      if (program === "./qtc") await runQtc(command);
      else if (program === "curl") {
        printed += await fetchLike(command, servers, cwd);
      } else printed += await runTool(command, cwd);
    },
    printed: () =>
      printed +
      [...servers.values()].map((each) => each.stdout() + each.stderr()).join(
        "",
      ),
    async [Symbol.asyncDispose]() {
      try {
        for (const port of [...servers.keys()]) await stop(port);
      } finally {
        await folder[Symbol.asyncDispose]();
      }
    },
  };
}

/** What a command line of ours does, by the product's own reading of it. */
function kindOf(args: readonly string[]) {
  const parsed = parseCommand(args, settingFlags());
  const flags = "flags" in parsed ? parsed.flags : {};
  const { command } = parsed;
  const has = (...names: string[]) =>
    names.some((name) => flags[name] !== undefined);
  const prints = has("printTeam", "printGlobal");
  const ends = prints || has("duration", "until") || flags.feed === "recorded";
  const isServer = command === "serve" || command === "run" && !ends;
  return {
    isServer,
    port: String(flags.port ?? PORT),
    // These want that nobody else is at work in the folder.
    isAlone: command === "run" && !prints || command === "reset" ||
      command === "export",
  };
}

/** A test's server listens where there is room. */
function withoutPort(args: readonly string[]): string[] {
  return args.filter((arg, index) =>
    arg !== "--port" && args[index - 1] !== "--port"
  );
}

async function serve(
  args: readonly string[],
  options: StartOptions,
): Promise<Serving> {
  const process = spawn([...args, "--port", "0"], options);
  let isOver = false;
  void process.ended.then(() => isOver = true);
  try {
    const url = await waitFor("the line with its address", () => {
      const found = /http:\/\/[\w.-]+:\d+/.exec(process.stdout())?.[0];
      assert.ok(found || !isOver, process.stdout() + process.stderr());
      return found;
    });
    // A person is slower than a test: by now teams have joined and have keys.
    await waitFor("its teams", async () => {
      const { leaderboard } = await (await fetch(`${url}/leaderboard`)).json();
      return leaderboard?.length > 0;
    });
    return { ...process, url };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
}

/** Does what `curl URL` and `curl -N -H HEADER URL` do; nothing is told but what the server answered. */
async function fetchLike(
  { words, text }: CommandLine,
  servers: ReadonlyMap<string, Serving>,
  cwd: string,
): Promise<string> {
  const headers = new Headers();
  let target = "";
  let isStream = false;
  const rest = words.slice(1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "-N") isStream = true;
    else if (word === "-s") continue;
    else if (word === "-H") {
      const [name = "", value = ""] = (rest.shift() ?? "").split(/: (.*)/s, 2);
      headers.set(name, await withKey(value, text, cwd));
    } else {
      assert.ok(
        !word.startsWith("-") && target === "",
        `no such curl: ${text}`,
      );
      target = word;
    }
  }
  const [, port = "", path = ""] =
    /^(?:http:\/\/)?localhost:(\d+)(\/\S*)$/.exec(target) ?? [];
  const server = servers.get(port);
  assert.ok(server, `no server listens for: ${text}`);
  const url = `${server.url}${await withKey(path, path, cwd)}`;
  const answer = await fetch(url, { headers });
  const body = isStream ? await begin(answer) : await answer.text();
  assert.equal(answer.status, 200, `${text}\n${body}`);
  return `${body}\n`;
}

async function begin(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const { value } = await reader?.read() ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

/** Puts a key in the place of `KEY`: that of the team which the command names, else the first. */
async function withKey(
  text: string,
  command: string,
  cwd: string,
): Promise<string> {
  if (!/\bKEY\b/.test(text)) return text;
  const team = /\/team\/([a-z0-9-]+)/.exec(command)?.[1];
  const path = join(cwd, "data", "api_keys.json");
  const key = await waitFor(`the key of ${team ?? "a team"}`, async () => {
    const keys: Record<string, string> = JSON.parse(
      await Deno.readTextFile(path).catch(() => "{}"),
    );
    return team === undefined ? Object.values(keys)[0] : keys[team];
  });
  return text.replaceAll(/\bKEY\b/g, key);
}

async function runTool(
  { words, text }: CommandLine,
  cwd: string,
): Promise<string> {
  const [program = "", ...args] = words;
  assert.ok(TOOLS.includes(program), `nobody knows how to run: ${text}`);
  assert.ok(
    args.every((arg) => !arg.startsWith("/") && !arg.includes("..")),
    `it leaves the folder: ${text}`,
  );
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    stdin: "null",
    signal: AbortSignal.timeout(TOOL_MS),
  }).output();
  const [out, wrong] = [stdout, stderr].map((each) =>
    new TextDecoder().decode(each)
  );
  assert.equal(code, 0, `${text}\n${wrong}`);
  return out ?? "";
}

/** The sample stands where a checkout has it. */
async function copySample(cwd: string): Promise<void> {
  const from = join(ROOT, "data", "sample");
  const copy = async (path: string): Promise<void> => {
    await Deno.mkdir(join(cwd, "data", "sample", path), { recursive: true });
    for await (const { name, isDirectory } of Deno.readDir(join(from, path))) {
      const inner = join(path, name);
      if (isDirectory) await copy(inner);
      else {
        await Deno.copyFile(
          join(from, inner),
          join(cwd, "data", "sample", inner),
        );
      }
    }
  };
  try {
    await Deno.stat(from);
  } catch {
    return; // a command that wants it fails
  }
  await copy("");
}
