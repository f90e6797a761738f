import { strict as assert } from "node:assert";
import { join } from "node:path";
import { eventsOf } from "./ledger_file.ts";
import { run, tempFolder } from "./qtc.ts";
import { SOURCES } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--symbols", "AAPL,MSFT", "--no-api"],
  ...["--at", "2026-01-05", "--speed", "max", "--sync-registry"],
];

/** Runs git with nothing of this machine's settings. */
async function git(cwd: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("git", {
    args: ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args],
    cwd,
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

/** Commits a strategy into a repository, made when it is not there. */
async function commit(repository: string, text: string): Promise<void> {
  await Deno.mkdir(repository, { recursive: true });
  await git(repository, "init", "--quiet", "--initial-branch=main");
  await Deno.writeTextFile(join(repository, "strategy.ts"), text);
  await git(repository, "add", ".");
  await git(repository, "commit", "--quiet", "-m", "a version");
}

Deno.test("--sync-registry runs what is in a repository, its next commit too, and the last copy when it is gone", async () => {
  await using folder = await tempFolder();
  const cwd = folder.path;
  const dataDir = join(cwd, "data");
  const repository = join(cwd, "repository");
  await commit(repository, SOURCES.trader);
  await Deno.writeTextFile(
    join(cwd, "teams.yaml"),
    "teams:\n  - team_id: alpha\n    entry_point: strategy:MyStrategy\n" +
      `    git_url: file://${repository}\n    branch: main\n`,
  );
  const minutes = async (count: number, more: readonly string[]) => {
    const ended = await run([...ARGS, "--duration", `${count}`, ...more], {
      cwd,
    });
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stderr;
  };
  const lastReason = () => eventsOf(dataDir, "order").at(-1)?.body.order.reason;

  const refused = await run([...ARGS, "--duration", "1"], { cwd });
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /teams\.yaml:4:\d+: .*git_url.*--git-allow-file/,
  );

  const local = ["--git-allow-file"];
  assert.match(await minutes(5, local), /Synced "alpha": commit [0-9a-f]{12}/);
  assert.equal(lastReason(), "v1");
  await commit(repository, SOURCES.trader.replace('"v1"', '"v2"'));
  await minutes(5, local);
  assert.equal(lastReason(), "v2");
  await commit(repository, "export class {");
  await minutes(5, local);
  const [failure, ...more] = eventsOf(dataDir, "failure");
  assert.deepEqual([failure?.body.phase, more], ["load", []]);
  assert.match(failure?.body.message, /strategy\.ts:1:\d+/);
  assert.equal(lastReason(), "v2");
  await Deno.rename(repository, `${repository}.away`);
  const said = await minutes(5, local);
  assert.match(
    said,
    /Cannot sync "alpha": .*; its last copy, [0-9a-f]{12} of /,
  );
  assert.equal(lastReason(), "v2");
  assert.equal(eventsOf(dataDir, "failure").length, 1);
});
