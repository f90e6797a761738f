import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { QtcError } from "../domain/error.ts";
import { readTeams, type TeamFiles, type Teams } from "./teams.ts";

const COINS = ["BTC", "ETH"];
const TEAM = "- { team_id: a, repo_dir: ./a, entry_point: strategy:A }";
const FLAG = "Flagged;./b;strategy:B;20";

type Config = Parameters<typeof readTeams>[0];
const BASE = { teams: [], dataDir: "data", gitAllowFile: true };

Deno.test("readTeams() takes the registry that is named", () => {
  const { entries, file, universe, only } = read({ registry: "conf/r.yaml" }, {
    "conf/r.yaml": `teams:\n${TEAM}\n- { team_id: b, entry_point: s:B }`,
    "team_registry.yaml": "not read",
  });
  assert.equal(file, "conf/r.yaml");
  assert.equal(universe, undefined);
  assert.equal(only, undefined);
  assert.deepEqual(entries, [
    {
      spec: {
        id: "a",
        name: "a",
        initialCash: 500_000_000_000n,
        run247: false,
        entryPoint: "strategy:A",
        params: {},
        limits: {},
      },
      folder: "/srv/conf/a",
    },
    {
      spec: {
        id: "b",
        name: "b",
        initialCash: 500_000_000_000n,
        run247: false,
        entryPoint: "s:B",
        params: {},
        limits: {},
      },
    },
  ]);
});

Deno.test("readTeams() takes the registry's competition, which flags alone have not", () => {
  const text = `teams:\n${TEAM}\ncompetition: { name: Cup }`;
  const files = { "team_registry.yaml": text };
  assert.deepEqual(read({}, files).competition, { name: "Cup" });
  assert.equal(read({ teams: [FLAG] }, files).competition, undefined);
});

Deno.test("readTeams() lets a clone lie in the data folder", () => {
  const text =
    "teams: [{ team_id: a, git_url: 'file:///r', entry_point: s:B }]";
  const [{ folder, git } = assert.fail()] =
    read({ registry: "r.yaml" }, { "r.yaml": text }).entries;
  assert.equal(folder, "/srv/data/external_strategies/a");
  assert.deepEqual(git, { url: "file:///r" });
  refuses(
    { registry: "r.yaml", gitAllowFile: false },
    { "r.yaml": text },
    /--git-allow-file/,
  );
});

Deno.test("readTeams() takes team_registry.yaml when nothing is named", () => {
  const teams = read({}, { "team_registry.yaml": `teams:\n${TEAM}` });
  assert.equal(teams.file, "team_registry.yaml");
  assert.deepEqual(ids(teams), ["a"]);
});

Deno.test("readTeams() takes flags alone, without the registry that lies there", () => {
  const teams = read({ teams: [FLAG] }, { "team_registry.yaml": "not read" });
  assert.equal("file" in teams, false);
  assert.deepEqual(ids(teams), ["flagged"]);
  const [{ spec, folder } = assert.fail()] = teams.entries;
  assert.equal(folder, "/srv/b");
  assert.equal(spec.initialCash, 20_000_000_000n);
  assert.equal("folder" in spec, false);
});

Deno.test("readTeams() adds flags to the registry that is named", () => {
  const files = { "r.yaml": `teams:\n${TEAM}` };
  const both = read({ registry: "r.yaml", teams: [FLAG] }, files);
  assert.deepEqual(ids(both), ["a", "flagged"]);
  refuses({ registry: "r.yaml", teams: ["A;./b;s:B"] }, files, /"a" is there/);
});

Deno.test("readTeams() says what to do when there are no teams", () => {
  refuses(
    {},
    {},
    /^Cannot start: there are no teams\. .*--registry.*--teams.*qtc init$/s,
  );
});

Deno.test("readTeams() names the file that is missing or wrong", () => {
  refuses({ registry: "no.yaml" }, {}, /^Cannot read registry "no\.yaml"/);
  const files = { "r.yaml": `teams:\n${TEAM}\n${TEAM}`, "u.yaml": "{}" };
  refuses({ registry: "r.yaml" }, files, /r\.yaml:3:/);
  refuses({ universe: "u.yaml", teams: [FLAG] }, files, /u\.yaml:1:/);
  refuses(
    { universe: "no", teams: [FLAG] },
    files,
    /^Cannot read universe "no"/,
  );
});

const REGISTRY =
  `teams:\n${TEAM}\nuniverse: { equities: [AAPL], crypto: [ETH] }`;
const BY_FILE = `teams:\n${TEAM}\nuniverse: ../u.yaml`;
const FILES = {
  "c/r.yaml": REGISTRY,
  "c/f.yaml": BY_FILE,
  "/srv/u.yaml": "{ equities: [MSFT], crypto: [BTC] }",
  "mine.json": '{"equities": ["NVDA"]}',
};

Deno.test("readTeams() takes the registry's universe, for the feed to offer", () => {
  const inside = read({ registry: "c/r.yaml" }, FILES);
  assert.deepEqual(inside.universe, { equities: ["AAPL"], crypto: ["ETH"] });
  assert.equal(inside.only, undefined);
  const beside = read({ registry: "c/f.yaml" }, FILES);
  assert.deepEqual(beside.universe, { equities: ["MSFT"], crypto: ["BTC"] });
  assert.equal(beside.only, undefined);
});

Deno.test("readTeams() lets --universe win over the registry's, and trades no other", () => {
  for (const registry of ["c/r.yaml", "c/f.yaml"]) {
    const teams = read({ registry, universe: "mine.json" }, FILES);
    assert.deepEqual(teams.universe, { equities: ["NVDA"], crypto: [] });
    assert.deepEqual(teams.only, ["NVDA"]);
  }
});

Deno.test("readTeams() lets --symbols win over all, and knows coins", () => {
  const symbols = ["ETH", "AAPL", "BTC", "BRK.B"];
  for (const registry of ["c/r.yaml", "c/f.yaml"]) {
    const teams = read({ registry, symbols, universe: "not read" }, FILES);
    assert.deepEqual(teams.universe, {
      equities: ["AAPL", "BRK.B"],
      crypto: ["ETH", "BTC"],
    });
    assert.deepEqual(teams.only, ["AAPL", "BRK.B", "ETH", "BTC"]);
  }
});

/** Reads teams of files that are only here, by the path as it is asked for. */
function read(
  config: Partial<Config>,
  files: Readonly<Record<string, string>>,
): Teams {
  const disk: TeamFiles = {
    resolvePath: (...paths) => resolve("/srv", ...paths),
    folderExists: (path) =>
      ["/srv/conf/a", "/srv/c/a", "/srv/a", "/srv/b"]
        .includes(path),
    exists: (path) => path in files,
    readText(what, path) {
      const text = files[path];
      if (text !== undefined) return text;
      throw new QtcError("invalid", `Cannot read ${what} "${path}": gone`);
    },
  };
  const startingCash = fromNumber<Money>(500);
  return readTeams({ ...BASE, startingCash, ...config }, disk, COINS);
}

function refuses(
  config: Partial<Config>,
  files: Readonly<Record<string, string>>,
  message: RegExp,
): void {
  assert.throws(() => read(config, files), { code: "invalid", message });
}

function ids({ entries }: Teams): string[] {
  return entries.map(({ spec }) => spec.id);
}

Deno.test("readTeams() takes the registry's word for what is crypto, before any name's", () => {
  const { coins } = readTeams(
    {
      ...BASE,
      teams: ["A;./a;strategy:S;1"],
      startingCash: 0n as Money,
      registry: "r",
    },
    {
      resolvePath: (...paths) => paths.join("/"),
      folderExists: () => true,
      exists: () => true,
      readText: () =>
        "teams: [{team_id: b, entry_point: s:S}]\n" +
        "universe: {equities: [LTC], crypto: [WIF]}",
    },
    ["BTC", "LTC"],
  );
  assert.deepEqual(coins, ["WIF", "BTC"]);
});
