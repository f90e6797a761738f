import { strict as assert } from "node:assert";
import { reset } from "./reset.ts";

/** Runs it with an answer; returns what happened, in order. */
async function run(
  options: { keepTeams?: boolean; yes?: boolean; isBegun?: boolean },
  answer?: boolean,
): Promise<{ code: number; done: string[] }> {
  const { keepTeams = false, yes = false, isBegun = false } = options;
  const done: string[] = [];
  const report = { folder: "B", head: { length: 7, hash: "9f" } };
  const code = await reset({ dataDir: "D", keepTeams, yes }, {
    plan: () => ({ removes: ["ledger.sqlite", "team"], keeps: [], isBegun }),
    confirm(word) {
      done.push(`confirm ${word}`);
      return answer;
    },
    backup() {
      done.push("backup");
      return Promise.resolve({ ...report, bytes: 1, seconds: 0 });
    },
    remove: () => void done.push("remove"),
    print: (line) => void done.push(line),
  });
  return { code, done };
}

Deno.test("reset() shows what goes, asks, makes a backup, and only then removes", async () => {
  const { code, done } = await run({}, true);
  assert.equal(code, 0);
  assert.deepEqual(done, [
    "Reset of D",
    "  removes ledger.sqlite, team",
    "  keeps   nothing",
    "  makes a backup first",
    "confirm reset",
    "backup",
    "Backup: B",
    "  7 events, head 9f",
    "  0.0 MB in 0.0 s, all of it agrees",
    "remove",
    "Reset D: the next start begins anew, with new keys",
  ]);
});

Deno.test("reset() asks nobody with --yes, and makes no second backup when it goes on", async () => {
  const { done } = await run({ yes: true, keepTeams: true });
  assert(!done.includes("confirm reset"));
  assert.match(done.at(-1) ?? "", /with the same keys$/);
  const { done: again } = await run({ yes: true, isBegun: true });
  assert(again.includes("remove") && !again.includes("backup"));
});

Deno.test("reset() changes nothing after another answer, and refuses when it cannot ask", async () => {
  const { code, done } = await run({}, false);
  assert.equal(code, 1);
  assert.equal(done.at(-1), "Nothing was changed");
  assert(!done.includes("backup") && !done.includes("remove"));
  await assert.rejects(run({}), {
    code: "invalid",
    message: 'Cannot reset "D": there is no terminal to ask on; add --yes',
  });
});

Deno.test("reset() removes nothing when the backup fails", async () => {
  const removed: string[] = [];
  await assert.rejects(
    reset({ dataDir: "D", keepTeams: false, yes: true }, {
      plan: () => ({ removes: [], keeps: [], isBegun: false }),
      confirm: () => true,
      backup: () => Promise.reject(new Error("full")),
      remove: () => void removed.push("all"),
      print: () => {},
    }),
    /full/,
  );
  assert.deepEqual(removed, []);
});
