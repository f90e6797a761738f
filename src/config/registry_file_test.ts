import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { fromNumber, type Money } from "../domain/decimal.ts";
import {
  parseRegistry,
  parseUniverse,
  type RegistryOptions,
} from "./registry_file.ts";

const OPTIONS: RegistryOptions = {
  resolvePath: (...paths: string[]) => resolve("/srv", ...paths),
  folderExists: (path) => path.startsWith("/srv/conf/strategies/"),
  startingCash: fromNumber<Money>(10_000),
};

Deno.test("parseRegistry() reads every field", () => {
  const { teams, universe } = read(`
teams:
  - team_id: team-alpha
    name: Team Alpha
    repo_dir: ./strategies/momentum
    entry_point: src/strategy:MyStrategy
    initial_cash: 2500.10
    run_24_7: true
    params: { fast: 10, deep: [1, { a: null }] }
    broker: default
    limits:
      max_order_notional: 5000
      max_position_notional: "6000.5"
      max_gross_exposure: 7000
      max_orders_per_minute: 5
      max_orders_per_day: 200
      max_daily_loss: 100
universe: { equities: [AAPL, BRK.B], crypto: [BTC] }
`);
  assert.deepEqual(teams, [{
    id: "team-alpha",
    name: "Team Alpha",
    folder: "/srv/conf/strategies/momentum",
    entryPoint: "src/strategy:MyStrategy",
    initialCash: 2_500_100_000_000n,
    run247: true,
    params: { fast: 10, deep: [1, { a: null }] },
    limits: {
      maxOrderNotional: 5_000_000_000_000n,
      maxPositionNotional: 6_000_500_000_000n,
      maxGrossExposure: 7_000_000_000_000n,
      maxOrdersPerMinute: 5,
      maxOrdersPerDay: 200,
      maxDailyLoss: 100_000_000_000n,
    },
  }]);
  assert.deepEqual(universe, { equities: ["AAPL", "BRK.B"], crypto: ["BTC"] });
});

Deno.test("parseRegistry() fills in what is left out", () => {
  const { teams, universe } = read(
    "teams:\n  - name: Team 7, again!\n    entry_point: strategy:MyStrategy\n" +
      "  - team_id: b\n    entry_point: strategy:MyStrategy\n",
  );
  assert.equal(universe, undefined);
  const [first, second] = teams;
  assert.equal(second?.name, "b");
  assert.deepEqual(first, {
    id: "team-7-again",
    name: "Team 7, again!",
    entryPoint: "strategy:MyStrategy",
    initialCash: 10_000_000_000_000n,
    run247: false,
    params: {},
    limits: {},
  });
});

Deno.test("parseRegistry() finds a universe's file beside the registry", () => {
  const { universeFile } = read(
    "teams: [{ name: a, entry_point: s:B }]\nuniverse: ../u.yaml\n",
  );
  assert.equal(universeFile, "/srv/u.yaml");
});

Deno.test("parseRegistry() names every mistake at once, with line and column", () => {
  const text = `teams:
  - team_id: Team Alpha
    repo_dir: ./nope
    entry_point: strategy.ts:MyStrategy
    initial_cash: -5
    run_24_7: "yes"
    params: [1]
    limits: { max_order: 5, max_orders_per_minute: 30 }
  - name: X
    entrypoint: strategy:My
  - name: x
    entry_point: strategy:My
    git_url: http://example.com/a.git
    broker: remote
  - 7
  - entry_point: a:B
    params: { a: .nan }
competition: { name: "" }
universe: { equities: [AAPL, true, aapl], crypto: [AAPL], fx: [] }
tems: 3
`;
  assert.deepEqual(mistakes(text), [
    "2:14: team_id must be lower-case letters, digits and hyphens, at most " +
    "30, such as team-alpha",
    '3:15: there is no folder "./nope": it must be relative to the registry',
    "4:18: entry_point must be a file without its extension and a class, " +
    "such as strategy:MyStrategy",
    "5:19: initial_cash must be dollars from 0 to 1000000000000, such as " +
    '10000 or "2500.50"',
    "6:15: run_24_7 must be true or false",
    "7:13: params must be a map of JSON values such as { fast: 10, slow: 30 }",
    '8:15: unknown field "max_order": did you mean max_order_notional?',
    "8:52: max_orders_per_minute must be a whole number from 1 to 20",
    "9:5: entry_point is missing: write a file and a class such as " +
    "strategy:MyStrategy",
    '10:5: unknown field "entrypoint": did you mean entry_point?',
    '11:11: the team "x" is there already, in line 9: write another name',
    "13:14: git_url must be encrypted: write https://",
    "14:13: broker remote needs trader clients, which this version does not " +
    "have; write default",
    "15:5: the team must be a map with name and entry_point",
    "16:5: the team has neither team_id nor name: write one",
    "17:13: params must be JSON values only: no .nan and no .inf",
    "18:22: name must not be empty: write a name such as Autumn Cup",
    '19:30: equities must be text: write it in quotes, such as "TRUE"',
    "19:36: equities must be a symbol such as AAPL, BRK.B or BTC",
    '19:52: "AAPL" stands twice: keep one',
    '19:59: unknown field "fx": known are equities, crypto',
    '20:1: unknown field "tems": did you mean teams?',
  ]);
});

const ONE_MISTAKE: readonly [string, string, string][] = [
  ["is empty", "", "1:1: the file is empty: write teams: and under it"],
  ["has comments only", "# hi\n", "1:1: the file is empty"],
  ["is a text", "hello", "1:1: the file must be a registry that starts with"],
  ["is a list", "- a", "1:1: the file must be a registry that starts with"],
  ["names no teams", "universe: u.yaml", "1:1: teams is missing: write teams:"],
  ["has nothing under teams", "teams:\n", "1:7: teams is missing"],
  ["has no team in the list", "teams: []", "1:8: teams must not be empty"],
  ["has no list of teams", "teams: 5", "1:8: teams must be a list"],
  [
    "has a tab",
    "teams:\n\t- name: a",
    "2:1: a tab cannot indent, write spaces",
  ],
  [
    "has a key twice",
    "teams:\n  - name: a\n    name: b\n    entry_point: s:B",
    "3:5: the field stands twice, keep one",
  ],
  ["is two documents", "a: 1\n---\nb: 1", "2:1: there is a second document"],
  ["never closes a bracket", "teams: [a", "1:10: "],
  ["uses an unknown alias", "teams: *a", "1:1: its aliases cannot be used"],
  ["has a bare number for a name", team("name: 7"), "1:17: name must be text"],
  ["has a name of signs", team("name: '!?'"), "1:17: name must have a letter"],
  [
    "has cash as words",
    team("name: a, initial_cash: ten"),
    "1:34: initial_cash",
  ],
  [
    "has infinite cash",
    team("name: a, initial_cash: .inf"),
    "1:34: initial_cash",
  ],
  [
    "has an entry point outside",
    "teams: [{ name: a, entry_point: ../s:B }]",
    "1:33: entry_point must be a file",
  ],
  [
    "has params that are too large",
    team(`name: a, params: { a: ${"x".repeat(65_536)} }`),
    "1:28: params must be at most 65536",
  ],
  [
    "names nothing in its universe",
    `${team("name: a")}\nuniverse: {}`,
    "2:11: the universe must name at least one symbol",
  ],
];
for (const [state, text, expected] of ONE_MISTAKE) {
  Deno.test(`parseRegistry() refuses a file that ${state}`, () => {
    const found = mistakes(text);
    assert.equal(found.length, 1, found.join("\n"));
    assert(found[0]?.startsWith(expected), found[0]);
  });
}

Deno.test("parseRegistry() refuses two names with one slug, a slug and a name too", () => {
  const text = "teams:\n  - { name: A B, entry_point: s:B }\n" +
    "  - { name: a-b, entry_point: s:B }\n" +
    "  - { team_id: a-b, entry_point: s:B }\n";
  assert.deepEqual(mistakes(text), [
    '3:13: the team "a-b" is there already, in line 2: write another name',
    '4:16: the team "a-b" is there already, in line 2: write another team_id',
  ]);
});

Deno.test("parseUniverse() reads YAML and JSON", () => {
  assert.deepEqual(parseUniverse("equities: [AAPL]\n", "u.yaml"), {
    equities: ["AAPL"],
    crypto: [],
  });
  assert.deepEqual(parseUniverse('{"crypto":["BTC","ETH"]}', "u.json"), {
    equities: [],
    crypto: ["BTC", "ETH"],
  });
});

Deno.test("parseUniverse() names every mistake at once", () => {
  assert.throws(
    () => parseUniverse('{"equities":["A","A"],"cryto":[]}', "u.json"),
    /u.json:1:18: "A" stands twice[^]*u.json:1:23: unknown field "cryto"/,
  );
  assert.throws(() => parseUniverse("", "u.yaml"), /1:1: the file must be/);
  assert.throws(() => parseUniverse("{}", "u.yaml"), /at least one symbol/);
});

function team(fields: string): string {
  return `teams: [{ ${fields}, entry_point: s:B }]`;
}

function read(text: string) {
  return parseRegistry(text, "conf/team_registry.yaml", OPTIONS);
}

/** Returns `line:column: text` of each mistake. */
function mistakes(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    assert(error instanceof Error);
    const [first = "", ...rest] = error.message.split("\n");
    assert.match(
      first,
      /^Cannot read registry "conf\/team_registry.yaml": \d+/,
    );
    return rest.map((line) => line.replace("  conf/team_registry.yaml:", ""));
  }
  return [];
}
