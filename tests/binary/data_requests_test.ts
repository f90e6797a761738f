import { strict as assert } from "node:assert";
import { join } from "node:path";
import { query } from "./ledger_file.ts";
import { run, start, tempFolder, waitFor } from "./qtc.ts";
import { writeRegistry, writeStrategy } from "./teams.ts";

/** Says whether it is given what it knows already at least, and what is refused. */
const ASKER = `export class MyStrategy {
  async generate_signal(team, bars) {
    const all = await team.api.getLastN("AAPL", 50000);
    const window = bars.AAPL.timestamp;
    const isLast = all.timestamp.at(-1) === window.at(-1);
    const none = await team.api.getDay("GME", "2026-11-18")
      .then(() => "given", (error) => error.message);
    console.log([all.close.length >= window.length, isLast, none].join(" | "));
    return null;
  }
}
`;

Deno.test("team.api is answered from the data folder, also after a kill", async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  const teams = ["one", "two", "three"];
  for (const team of teams) await writeStrategy(folder.path, team, ASKER);
  await writeRegistry(folder.path, teams);
  const args = [
    ...["--registry", "teams.yaml", "--at", "2026-11-18"],
    ...["--symbols", "AAPL,MSFT", "--speed", "600"],
  ];
  const logs = () =>
    query(dataDir, "select outcome, log from runs order by minute, team")
      .map(({ outcome, log }) => `${outcome} ${String(log).trim()}`);
  for (const end of ["SIGKILL", "SIGTERM"] as const) {
    await using server = await start(args, { cwd: folder.path });
    const before = await waitFor("a ledger", () => {
      try {
        return [logs().length];
      } catch {
        return undefined;
      }
    });
    await waitFor(
      "a few runs",
      () => logs().length > (before[0] ?? 0) + 12,
      60_000,
    );
    server.kill(end);
    await server.ended;
    assert.doesNotMatch(server.stderr(), /Cannot read bars/);
  }
  const said = new Set(logs());
  assert.deepEqual([...said], [
    "ok true | true | Cannot answer team.api.getDay(): " +
    '"GME" is not in the universe',
  ]);
  const { code, stdout } = await run(["verify"], { cwd: folder.path });
  assert.equal(code, 0, stdout);
});
