import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { minutesRun, query } from "../binary/ledger_file.ts";
import { childrenOf, zombiesOf } from "../binary/processes.ts";
import { start, tempFolder, waitFor } from "../binary/qtc.ts";
import { SOURCES, writeRegistry, writeStrategy } from "../binary/teams.ts";

const HONEST = Array.from({ length: 50 }, (_, n) => `honest-${n + 1}`);
/** A session. */
const MINUTES = 390;
/** By then every process runs, and the engine has seen all kinds of deaths. */
const WARM = 130;
/** Longest until the ledger has them all, milliseconds. */
const MAX_MS = 240_000;

/** Each is taken for honest first. */
const HOSTILE = {
  spinner: SOURCES.spinner,
  bomb: `export class MyStrategy {
  generate_signal(team) {
    const hoard = [];
    while (team.state?.isTaken) hoard.push(new Float64Array(1e6).fill(1));
    team.state = { isTaken: true };
    return null;
  }
}
`,
  flapper: `export class MyStrategy {
  generate_signal(team) {
    const calls = (team.state?.calls ?? 0) + 1;
    if (calls > 1 && Math.random() < 0.5) for (;;);
    team.state = { calls };
    return null;
  }
}
`,
};

Deno.test("a session of fifty honest teams loses no minute beside three hostile ones", async () => {
  await using folder = await tempFolder();
  for (const team of HONEST) {
    await writeStrategy(folder.path, team, SOURCES.trader);
  }
  for (const [team, source] of Object.entries(HOSTILE)) {
    await writeStrategy(folder.path, team, source);
  }
  await writeRegistry(folder.path, [...Object.keys(HOSTILE), ...HONEST]);
  await using server = await start([
    ...["--registry", "teams.yaml", "--at", "2026-11-18", "--speed", "max"],
    ...["--strategy-timeout-ms", "400", "--strategy-memory-mb", "300"],
  ], { cwd: folder.path, maxMs: MAX_MS });
  const dataDir = join(folder.path, "data");
  const ledger = join(dataDir, "ledger.sqlite");
  const seen = () => ({
    rss: rssOf(server.pid),
    files: [...Deno.readDirSync(`/proc/${server.pid}/fd`)].length,
    processes: childrenOf(server.pid).length,
  });
  const ran = (minutes: number) =>
    waitFor(
      `${minutes} minutes`,
      () => existsSync(ledger) && minutesRun(dataDir).length >= minutes,
      MAX_MS,
    );
  await ran(WARM);
  const before = seen();
  await ran(MINUTES);
  const after = seen();
  assert.ok(
    after.rss < before.rss + 50e6,
    `${before.rss} bytes became ${after.rss}`,
  );
  // A hostile team's process may just be another one.
  assert.ok(Math.abs(after.files - before.files) <= 20, "files are left open");
  assert.ok(
    after.processes <= HONEST.length + 6,
    `${after.processes} are left`,
  );
  // One that was killed a moment ago may be.
  await waitFor("no zombie", () => zombiesOf(server.pid).length === 0, 1_000);
  const children = childrenOf(server.pid);
  const { code, stderr } = await server.stop();
  assert.equal(code, 0, stderr);
  await waitFor(
    "the end of every strategy",
    () => children.every(({ pid }) => rssOf(pid) === 0),
    1_000,
  );

  const outcomes = (like: string) =>
    query(
      dataDir,
      "select outcome, count(*) as n from runs where team like ? group by outcome",
      like,
    ).map(({ outcome, n }) => [String(outcome), Number(n)] as const);
  // Minutes go on when the session is over; nobody is called in them.
  assert.deepEqual(outcomes("honest-%"), [["ok", HONEST.length * MINUTES]]);
  const wrong = (team: string) => outcomes(team).map(([outcome]) => outcome);
  assert.ok(wrong("spinner").includes("timeout"));
  assert.ok(wrong("bomb").includes("memory"));
  assert.deepEqual(
    wrong("flapper").filter((outcome) => outcome !== "quarantined").sort(),
    ["ok", "timeout"],
  );
});

/** Returns the memory that a process holds, bytes; 0 when it is no more. */
function rssOf(pid: number): number {
  try {
    const [, pages] = Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ");
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
