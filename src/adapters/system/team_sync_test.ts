import { strict as assert } from "node:assert";
import { settled } from "./registry_fixture_test.ts";
import { nextSync, type TeamSource, teamSync } from "./team_sync.ts";
import { StillClock } from "./team_sync_fixture_test.ts";

const A = { teamId: "a", url: "git@h:a" };
const B = { teamId: "b", url: "git@h:b" };
const HOUR_MS = 3_600_000;

/** Syncs that end when they are told to. */
function open() {
  const wall = new StillClock("2026-11-20T14:30:00Z");
  const stop = new AbortController();
  const runs: string[] = [];
  const lines: string[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const sync = teamSync({
    run(sources: readonly TeamSource[]) {
      runs.push(sources.map(({ teamId }) => teamId).join(" "));
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    },
    signal: stop.signal,
    firstWaitMs: 10_000,
    wall,
    log: { write: (level, text) => void lines.push(`${level} ${text}`) },
  });
  return { sync, wall, stop, runs, lines, ends };
}

Deno.test("nextSync() is the next 01:00 UTC", () => {
  const next = (time: string) =>
    new Date(nextSync(Date.parse(time))).toISOString();
  assert.equal(next("2026-11-20T14:30:00Z"), "2026-11-21T01:00:00.000Z");
  assert.equal(next("2026-11-20T00:59:59.999Z"), "2026-11-20T01:00:00.000Z");
  assert.equal(next("2026-11-20T01:00:00Z"), "2026-11-21T01:00:00.000Z");
  assert.equal(next("2026-12-31T23:00:00Z"), "2027-01-01T01:00:00.000Z");
});

Deno.test("teamSync() syncs each source when it appears, one run after the other", async () => {
  const { sync, stop, runs, ends } = open();
  sync.take([A]);
  sync.take([A]);
  sync.take([A, B]);
  await settled();
  assert.deepEqual(runs, ["a"]);
  assert.deepEqual([sync.isAwaited("a"), sync.isAwaited("b")], [true, true]);
  ends[0]?.resolve();
  await settled();
  assert.deepEqual(runs, ["a", "b"]);
  assert.deepEqual([sync.isAwaited("a"), sync.isAwaited("b")], [false, true]);
  ends[1]?.resolve();
  await settled();
  assert.equal(sync.isAwaited("b"), false);

  // Another branch or address is another source; one that comes back is, too.
  sync.take([{ ...A, branch: "v1" }, B]);
  sync.take([{ ...A, branch: "v1" }]);
  sync.take([B]);
  for (let index = 2; index < 5; index++) {
    await settled();
    ends[index]?.resolve();
  }
  await settled();
  assert.deepEqual(runs, ["a", "b", "a", "b"]);
  stop.abort();
});

Deno.test("teamSync() syncs all daily at 01:00 UTC until the program stops", async () => {
  const { sync, wall, stop, runs, ends } = open();
  sync.take([A]);
  await settled();
  ends[0]?.resolve();
  sync.take([A, B]);
  await settled();
  ends[1]?.resolve();
  wall.advance(10.5 * HOUR_MS - 1);
  await settled();
  assert.deepEqual(runs, ["a", "b"]);
  wall.advance(1);
  await settled();
  assert.deepEqual(runs, ["a", "b", "a b"]);
  assert.equal(sync.isAwaited("a"), false); // its copy is there meanwhile
  ends[2]?.resolve();
  await settled();
  wall.advance(24 * HOUR_MS);
  await settled();
  assert.deepEqual(runs, ["a", "b", "a b", "a b"]);
  ends[3]?.resolve();
  await settled();
  stop.abort();
  wall.advance(24 * HOUR_MS);
  await settled();
  assert.equal(runs.length, 4);
});

Deno.test("teamSync() has nothing to wait for without sources", async () => {
  const { sync, wall, runs } = open();
  sync.take([]);
  await sync.settled();
  wall.advance(48 * HOUR_MS);
  await settled();
  assert.deepEqual(runs, []);
});

Deno.test("teamSync() settles after its longest wait", async () => {
  const { sync, wall, stop, ends } = open();
  sync.take([A]);
  let isSettled = false;
  const waiting = sync.settled().then(() => isSettled = true);
  wall.advance(9_999);
  await settled();
  assert.equal(isSettled, false);
  wall.advance(1);
  await waiting;
  assert.equal(sync.isAwaited("a"), true);
  ends[0]?.resolve();
  stop.abort();
});

Deno.test("teamSync() settles when the program stops", async () => {
  const { sync, stop } = open();
  sync.take([A]);
  const waiting = sync.settled();
  stop.abort();
  await waiting;
});

Deno.test("teamSync() says a failure of its own and goes on", async () => {
  const { sync, stop, runs, lines, ends } = open();
  sync.take([A]);
  await settled();
  ends[0]?.reject(new Error("the disk is gone"));
  await sync.settled();
  assert.deepEqual(lines, [
    "error Cannot sync strategies: the disk is gone",
  ]);
  assert.equal(sync.isAwaited("a"), false);
  sync.take([A, B]);
  await settled();
  assert.deepEqual(runs, ["a", "b"]);
  stop.abort();
});
