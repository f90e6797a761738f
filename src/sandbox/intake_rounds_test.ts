import { strict as assert } from "node:assert";
import { strategyIntake } from "./intake.ts";
import { source } from "./intake_fixture_test.ts";

Deno.test("packAll() lets nobody wait for the second try of another", async () => {
  const tries: string[] = [];
  const told: string[] = [];
  const script = (text: string) => ({ script: text, map: "" });
  const intake = strategyIntake({
    packer: { packAll: () => assert.fail(), pack: () => assert.fail() },
    dryRun: async ({ bundle: { script } }, round) => {
      tries.push(`${script}${round}`);
      await Promise.resolve();
      return script.startsWith("slow") && round < 2 ? "later" : undefined;
    },
  });
  const names = ["slow1", "slow2", "slow3", "good1", "good2"];
  const sources = names.map((name) => ({
    ...source(""),
    bundle: script(name),
  }));
  const first = intake.packAll(
    sources,
    (index) => void told.push(names[index]!),
  );
  const late = { ...source(""), bundle: script("late") };
  await intake.packAll([late], () => void told.push("late"));
  await first;
  // Another list has its turn as well before anybody is tried again.
  assert.deepEqual(
    tries.slice(0, 6).map((each) => each.slice(-1)),
    Array(6).fill("0"),
  );
  assert.deepEqual(told.slice(0, 3), ["good1", "good2", "late"]);
  assert.deepEqual(told.slice(3).sort(), ["slow1", "slow2", "slow3"]);
  assert.equal(tries.length, 12);
});

Deno.test("packAll() keeps a place for first tries while others are tried again", async () => {
  const steps: string[] = [];
  const ends = new Map<string, () => void>();
  const intake = strategyIntake({
    packer: { packAll: () => assert.fail(), pack: () => assert.fail() },
    dryRun: async ({ bundle: { script } }, round) => {
      steps.push(`${script}${round}`);
      if (round === 0) return script === "good" ? undefined : "later";
      await new Promise<void>((resolve) => void ends.set(script, resolve));
      return undefined;
    },
  });
  const take = (name: string) =>
    intake.pack({ ...source(""), bundle: { script: name, map: "" } });
  const slow = [take("a"), take("b"), take("c")];
  for (let i = 0; i < 50; i++) await Promise.resolve();
  assert.deepEqual(steps, ["a0", "b0", "c0", "a1"]);
  await take("good");
  for (const name of ["a", "b", "c"]) {
    ends.get(name)?.();
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }
  await Promise.all(slow);
  assert.deepEqual(steps.slice(4), ["good0", "b1", "c1"]);
});

Deno.test("packAll() gives their verdicts to those that were packed before the packer failed", async () => {
  const told: number[] = [];
  const intake = strategyIntake({
    packer: {
      pack: () => assert.fail(),
      packAll(_, onPacked) {
        onPacked?.(0, { script: "1", map: "" });
        return Promise.reject(new Error("no process"));
      },
    },
    dryRun: () => Promise.resolve(undefined),
  });
  const both = [source("1"), source("2")];
  await assert.rejects(
    intake.packAll(both, (index) => void told.push(index)),
    { message: "no process" },
  );
  assert.deepEqual(told, [0]);
});
