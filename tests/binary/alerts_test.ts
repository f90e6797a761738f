import { strict as assert } from "node:assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { run, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const ARGS = [
  ...["--registry", "teams.yaml", "--symbols", "AAPL,MSFT", "--no-api"],
  ...["--at", "2026-01-05", "--speed", "max", "--duration", "6"],
  ...["--strategy-timeout-ms", "100"],
];
const SECRET = "a-path-that-nobody-may-know";

/** Runs beside a webhook; returns what it was sent, as JSON, and what was said. */
async function alerted(
  args: readonly string[],
  answer = () => new Response(),
): Promise<{ bodies: Record<string, string>[]; said: string }> {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { spins: "spinner", quiet: "quiet" });
  const bodies: Record<string, string>[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      bodies.push(await request.json());
      return answer();
    },
  );
  const { port } = server.addr as Deno.NetAddr;
  const { code, stdout, stderr } = await run([...ARGS, ...args], {
    cwd: folder.path,
    env: { QTC_ALERT_WEBHOOK: `http://127.0.0.1:${port}/${SECRET}` },
  });
  const said = stdout + stderr;
  assert.equal(code, 0, said);
  assert.match(said, /Stopped: duration; 6 minutes/);
  assert.doesNotMatch(said, new RegExp(SECRET));
  return { bodies, said };
}

Deno.test("the webhook is told of a team that is out", async () => {
  const { bodies } = await alerted([]);
  assert.equal(bodies.length, 1);
  const [{ kind, state, subject, mode } = {}] = bodies;
  assert.deepEqual([kind, state, subject, mode], [
    "quarantine",
    "raised",
    "spins",
    "SIMULATED",
  ]);
});

Deno.test("the webhook is told nothing that nobody wants to hear", async () => {
  for (const kinds of ["none", "halt,disk"]) {
    const { bodies } = await alerted(["--alerts", kinds]);
    assert.deepEqual(bodies, []);
  }
});

Deno.test("a webhook that fails holds up no minute, and its secret is not told", async () => {
  const { bodies, said } = await alerted(
    ["--alert-format", "slack"],
    () => new Response("no", { status: 403 }),
  );
  assert.equal(bodies.length, 1);
  assert.match(bodies[0]?.text ?? "", /spins/);
  assert.match(said, /Cannot send an alert: it answered 403 host=127/);
});

Deno.test("an address that is none refuses the start without repeating it", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  const { code, stderr } = await run(ARGS, {
    cwd: folder.path,
    env: { QTC_ALERT_WEBHOOK: `http://example.com/${SECRET}` },
  });
  assert.equal(code, 2);
  assert.match(stderr, /QTC_ALERT_WEBHOOK/);
  assert.doesNotMatch(stderr, new RegExp(SECRET));
});

/** A folder with a webhook whose runs follow one another. */
async function withRuns(
  work: (
    path: string,
    next: (
      status: number,
      args?: readonly string[],
    ) => Promise<{ code: number; said: string; told: string[] }>,
  ) => Promise<void>,
): Promise<void> {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { spins: "spinner", quiet: "quiet" });
  const told: string[] = [];
  let status = 200;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { kind, subject, state } = await request.json();
      told.push(`${kind} ${subject} ${state}`);
      return new Response("", { status });
    },
  );
  const { port } = server.addr as Deno.NetAddr;
  await work(folder.path, async (answer, args = []) => {
    status = answer;
    const { code, stdout, stderr } = await run([...ARGS, ...args], {
      cwd: folder.path,
      env: { QTC_ALERT_WEBHOOK: `http://127.0.0.1:${port}/${SECRET}` },
    });
    return { code, said: stdout + stderr, told: told.splice(0) };
  });
}

Deno.test("what no run could tell is told by the next that can, once", () =>
  withRuns(async (_, next) => {
    assert.deepEqual((await next(200, ["--alerts", "none"])).told, []);
    const { said, told } = await next(403);
    assert.deepEqual(told, ["quarantine spins raised"]);
    assert.match(said, /Cannot send an alert: .*subject=spins message="spins/);
    assert.match(said, /1 alerts were not sent/);
    assert.deepEqual((await next(200)).told, ["quarantine spins raised"]);
    assert.deepEqual((await next(200)).told, []);
  }));

Deno.test("the webhook is told once that the disk ended QTC, and that it runs again", () =>
  withRuns(async (path, next) => {
    await next(200);
    const sql = (text: string): void => {
      using ledger = new DatabaseSync(join(path, "data", "ledger.sqlite"));
      ledger.exec(text);
    };
    sql(
      "create trigger full before insert on events " +
        "begin select raise(abort, 'database or disk is full'); end",
    );
    const first = await next(200);
    assert.equal(first.code, 1, first.said);
    assert.match(first.said, /^Cannot write to the ledger: .* full$/m);
    assert.deepEqual(first.told, ["halt process raised"]);
    const again = await next(200);
    assert.deepEqual([again.code, again.told], [1, []], again.said);
    sql("drop trigger full");
    assert.deepEqual((await next(200)).told, ["halt process cleared"]);
  }));
