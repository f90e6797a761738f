import { strict as assert } from "node:assert";
import { SAMPLE_TEAMS, sampleKey, sizeTable } from "./sample.ts";

Deno.test("sampleKey() has the shape of a key, another for each team", () => {
  const keys = SAMPLE_TEAMS.map(sampleKey);
  assert.equal(new Set(keys).size, 5);
  for (const key of keys) assert.match(key, /^qtc_[A-Za-z0-9_-]{43}$/);
  assert.equal(
    sampleKey("team-echo"),
    "qtc_sample-key-of-team-echo-0000000000000000000",
  );
});

Deno.test("SAMPLE_TEAMS are those of the example registry", async () => {
  const registry = await Deno.readTextFile(
    new URL("../team_registry.yaml", import.meta.url),
  );
  const teams = [...registry.matchAll(/^ {2}- team_id: (\S+)/gm)];
  assert.deepEqual(teams.map(([, id]) => id), SAMPLE_TEAMS);
});

const FILES = [
  { path: "team/a/trades.jsonl", bytes: 30 },
  { path: "ledger.sqlite", bytes: 1_000 },
  { path: "team/b/trades.jsonl", bytes: 40 },
];

Deno.test("sizeTable() adds up by the first part of the path", () => {
  assert.equal(
    sizeTable(FILES, 1_070),
    "     1000  ledger.sqlite\n       70  team\n     1070  in all",
  );
});

Deno.test("sizeTable() refuses more than may be", () => {
  assert.throws(() => sizeTable(FILES, 1_069), /larger than 1069\n +1000 /);
});
