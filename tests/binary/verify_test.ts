import { strict as assert } from "node:assert";
import { join } from "node:path";
import { damage, eventsOf, query } from "./ledger_file.ts";
import { run, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

/** What is done to a ledger, and what must be said of it. */
interface Damage {
  /** Statements; `$fill` is the number of a fill, `$last` that of the last event. */
  readonly sql: string;
  readonly says: RegExp;
}

const DAMAGES: Readonly<Record<string, Damage>> = {
  "one byte of an event": {
    sql: `update events set body = replace(body, '"fee":"0"', '"fee":"1"')
      where seq = $fill`,
    says: /event $fill does not fit the chain/,
  },
  "the last event is gone": {
    sql: "delete from events where seq = $last",
    says: /events? $last\b.* missing at the end/,
  },
  "an event in the middle is gone": {
    sql: "delete from events where seq = $fill",
    says: /event $fill is missing/,
  },
  "a column beside an event": {
    sql: "update events set team = 'quiet' where seq = $fill",
    says: /event $fill: its columns/,
  },
  "a bar": {
    sql: `update bars set high = high + 1 where (symbol, at) =
      (select symbol, at from bars order by at desc limit 1)`,
    says: /event \d+: the stored bars/,
  },
  "a snapshot": {
    sql: "update snapshots set equity = '20000' where team = 'quiet'",
    says: /event \d+: the snapshot of quiet/,
  },
  "a state of a strategy": {
    sql: "update states set text = '{}'",
    says: /saved state of counter/,
  },
  "the books of a checkpoint": {
    sql: "update checkpoints set books = zeroblob(length(books))",
    says: /the checkpoint after event \d+/,
  },
};

const COUNTER = `export class MyStrategy {
  generate_signal(team: { state: unknown }) {
    team.state = { calls: ((team.state as { calls: number })?.calls ?? 0) + 1 };
    return null;
  }
}
`;

Deno.test("qtc verify names the place of every damage", async (t) => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, "data");
  const registry = await writeTeams(folder.path, {
    counter: "quiet",
    quiet: "quiet",
    trader: "trader",
  });
  const path = join(folder.path, "counter", "strategy.ts");
  await Deno.writeTextFile(path, COUNTER);
  const args = ["--registry", registry, "--at", "2026-11-18", "--no-api"];
  const made = await run([...args, "--speed", "max", "--duration", "20"], {
    cwd: folder.path,
  });
  assert.equal(made.code, 0, made.stderr);
  const verify = () => run(["verify"], { cwd: folder.path });

  await t.step("none, and says what it looked at", async () => {
    const { code, stdout, stderr } = await verify();
    assert.deepEqual([code, stderr], [0, ""]);
    const head = made.stdout.match(/head ([0-9a-f]{64})/)?.[1];
    assert(stdout.includes(`head ${head}`), stdout);
    assert.match(stdout, /^\d+ events, 20 minutes, 3 teams, \d+ fills$/m);
    assert.match(stdout, /^\.\/data: all of it agrees$/m);
  });

  const fill = eventsOf(dataDir, "fill")[3]?.seq;
  const [last] = query(dataDir, "select max(seq) as seq from events");
  assert(fill !== undefined && last !== undefined);
  const place = (text: string) =>
    text.replaceAll("$fill", `${fill}`).replaceAll("$last", `${last.seq}`);
  const whole = join(dataDir, "ledger.sqlite");
  const kept = await Deno.readFile(whole);
  for (const [name, { sql, says }] of Object.entries(DAMAGES)) {
    await t.step(name, async () => {
      damage(dataDir, place(sql));
      try {
        assert.notDeepEqual(await Deno.readFile(whole), kept);
        const { code, stdout, stderr } = await verify();
        assert.equal(code, 1, stdout + stderr);
        assert.match(
          stdout,
          new RegExp(`^WRONG: .*${place(says.source)}`, "m"),
        );
        assert.equal(stderr, "");
      } finally {
        await Deno.writeFile(whole, kept);
      }
    });
  }

  await t.step("none any more when all is as it was", async () => {
    assert.equal((await verify()).code, 0);
  });
});
