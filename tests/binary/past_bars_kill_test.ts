import { strict as assert } from "node:assert";
import { join } from "node:path";
import {
  chance,
  run,
  sleep,
  spawn,
  start,
  tempFolder,
  waitFor,
} from "./qtc.ts";
import { kills } from "../kills.ts";
import { writeTeams } from "./teams.ts";

/** Kills of each command without a server, and of command or server beside one. */
const [ALONE, BESIDE] = [kills(20), kills(20)];
/** Latest kill after a command has left something for the server, milliseconds. */
const LEFT_MS = 600;
const SEED = 20260107;
/** Latest kill after its start, milliseconds. */
const KILL_MS = 1_500;
const DAYS = ["--from", "2026-01-02", "--to", "2026-01-06"];
const PAST = ["--from", "2025-12-29", "--to", "2025-12-31"];

Deno.test("bars are never lost, doubled or torn when backfill, import and server are killed", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  await writeTeams(cwd, { alpha: "quiet" });
  const registry = join(cwd, "teams.yaml");
  await Deno.writeTextFile(
    registry,
    `${await Deno.readTextFile(registry)}` +
      "universe: { equities: [AAPL, MSFT], crypto: [BTC] }\n",
  );
  const server = ["--registry", "teams.yaml", "--at", "2026-01-07"];
  const short = [...server, "--no-api", "--speed", "max", "--duration", "3"];
  await ends([...short, "--data-dir", "calm"], cwd);
  await ends([...short, "--data-dir", "data"], cwd);

  // What it comes to when nobody is killed, and files of it to be imported.
  await ends(["backfill", ...DAYS, "--data-dir", "calm"], cwd);
  await ends(["backfill", ...PAST, "--data-dir", "calm"], cwd);
  await exported(cwd, "calm", PAST, "files");
  await exported(cwd, "calm", DAYS, "files");
  const commands = [
    ["backfill", ...DAYS],
    ["import", "files"],
    ["repair", ...DAYS],
  ];

  await killAll(cwd, commands, server);

  for (const command of commands) await ends(command, cwd);
  await ends([...short.slice(0, -1), "5"], cwd);
  const { stdout } = await ends(["verify"], cwd);
  assert.match(stdout, /all of it agrees/);
  for (const days of [DAYS, PAST]) {
    assert.deepEqual(
      await exported(cwd, "data", days, "ours"),
      await exported(cwd, "calm", days, "theirs"),
    );
  }
  // Answers of commands that were killed are kept for a day.
  const left = filesIn(join(cwd, "data", "incoming"));
  assert.deepEqual(left.filter((name) => !name.endsWith(".answer")), []);
});

/** Kills commands and servers at any time, and looks at what is left each time. */
async function killAll(
  cwd: string,
  commands: readonly string[][],
  server: readonly string[],
): Promise<void> {
  const random = chance(SEED);
  const moments: string[] = [];
  for (let n = 0; n < ALONE; n++) {
    const command = commands[n % commands.length] ?? [];
    const ms = random() * KILL_MS;
    moments.push(`${command[0]} ${ms.toFixed()} ms`);
    await using process = spawn(command, { cwd });
    await sleep(ms);
    process.kill("SIGKILL");
    const { signal, code, stderr } = await process.ended;
    // It may have come to its end before.
    assert(signal === "SIGKILL" || code === 0, `${moments.at(-1)}: ${stderr}`);
    await holds(cwd, moments);
  }
  const incoming = join(cwd, "data", "incoming");
  for (let n = 0; n < BESIDE; n++) {
    const ms = random() * LEFT_MS;
    const who = n % 2 === 0 ? "server" : "command";
    moments.push(`${who} beside import ${ms.toFixed()} ms`);
    await using running = await start([...server, "--speed", "60"], { cwd });
    await using process = spawn(["import", "files"], { cwd });
    await waitFor("what a command leaves", () => filesIn(incoming).length > 0);
    await sleep(ms);
    if (who === "command") {
      process.kill("SIGKILL");
      await process.ended;
    }
    running.kill("SIGKILL");
    await running.ended;
    // Without its server, the command goes on by itself.
    const { signal, code, stderr } = await process.ended;
    assert(signal === "SIGKILL" || code === 0, `${moments.at(-1)}: ${stderr}`);
    await holds(cwd, moments);
  }
  // deno-lint-ignore no-console -- a failure must be repeatable
  console.log(`killed (seed ${SEED}) at ${moments.join(", ")}`);
}

/** The chain and the bars beside it hold together; the lake may be behind. */
async function holds(cwd: string, moments: readonly string[]): Promise<void> {
  const { stdout } = await run(["verify"], { cwd });
  const wrong = stdout.split("\n").filter((line) =>
    line.startsWith("WRONG") &&
    !/prices\/|the lake|metrics|portfolio/.test(line)
  );
  assert.deepEqual(wrong, [], moments.at(-1));
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return []; // nobody has left anything yet
  }
}

async function exported(
  cwd: string,
  dataDir: string,
  days: readonly string[],
  output: string,
): Promise<Record<string, string>> {
  const to = ["--data-dir", dataDir, "--output", output];
  await ends(["export", "bars", ...days, ...to], cwd);
  const files: Record<string, string> = {};
  for await (const { name } of Deno.readDir(join(cwd, output))) {
    files[name] = await Deno.readTextFile(join(cwd, output, name));
  }
  assert(Object.keys(files).length >= 3, Object.keys(files).join());
  return files;
}

async function ends(args: readonly string[], cwd: string) {
  const ended = await run(args, { cwd });
  assert.equal(ended.code, 0, `${args.join(" ")}: ${ended.stderr}`);
  return ended;
}
