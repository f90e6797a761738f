import { join } from "node:path";
import { type Refusal, refused } from "./refused.ts";
import { tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = ["--registry", "teams.yaml", "--port", "0"];
const KEYS = { ALPACA_API_KEY: "PK1", ALPACA_API_SECRET: "secret1" };
const RECORDED = ["--feed", "recorded", "--bars", "bars"];
const BARS = "symbol,timestamp,open,high,low,close,volume\n" +
  "AAPL,2026-11-18T14:30:00Z,100,101,99,100.5,100000\n";

interface Case extends Refusal {
  /** Files by path, beside a registry that is right. */
  readonly files?: Readonly<Record<string, string>>;
}

const REGISTRIES: Readonly<Record<string, Case>> = {
  "a registry that is not YAML": {
    files: { "teams.yaml": "teams:\n  - name: [a\n    b: c\n" },
    args: RUN,
    says: [/teams\.yaml:\d+:\d+: /],
  },
  "a registry with two wrong fields, both with line and column": {
    files: {
      "teams.yaml": "teams:\n" +
        "  - team_id: quiet\n" +
        "    repo_dir: ./quiet\n" +
        "    entry_point: strategy\n" +
        "    initial_cash: lots\n",
    },
    args: RUN,
    says: [
      /teams\.yaml:4:18: .*entry_point/,
      /teams\.yaml:5:19: .*initial_cash/,
    ],
  },
  "a registry with an unknown field, with what was meant": {
    files: {
      "teams.yaml": "teams:\n" +
        "  - team_id: quiet\n" +
        "    repo_dri: ./quiet\n" +
        "    entry_point: strategy:MyStrategy\n",
    },
    args: RUN,
    says: [/teams\.yaml:3:5: .*repo_dri.*repo_dir/],
  },
  "a strategy folder that is not there": {
    files: {
      "teams.yaml": "teams:\n" +
        "  - team_id: quiet\n" +
        "    repo_dir: ./quite\n" +
        "    entry_point: strategy:MyStrategy\n",
    },
    args: RUN,
    says: [/teams\.yaml:3:15: .*"\.\/quite"/],
  },
  "two teams of one name": {
    files: {
      "teams.yaml": "teams:\n" +
        "  - { team_id: a, repo_dir: ./quiet, entry_point: s:S }\n" +
        "  - { team_id: a, repo_dir: ./quiet, entry_point: s:S }\n",
    },
    args: RUN,
    says: [/teams\.yaml:3:\d+: .*"a".*line 2/],
  },
  "an empty registry": {
    files: { "teams.yaml": "" },
    args: RUN,
    says: [/teams\.yaml:1:1: .*empty/],
  },
  "a registry that is not there": {
    args: ["--registry", "other.yaml"],
    says: [/"other\.yaml": there is no such file/],
  },
  "no team at all": { says: [/there are no teams.*qtc init/s] },
  "a team on the spot that is none": {
    args: ["--teams", "Red;./nowhere;strategy:S", "--port", "0"],
    says: [/Red.*no folder ".\/nowhere"/],
  },
};

const FLAGS: Readonly<Record<string, Case>> = {
  "an unknown flag, with the nearest": {
    args: ["--regsitry", "teams.yaml"],
    says: [/--regsitry.*--registry/],
  },
  "an unknown command, with the nearest": {
    args: ["verfy"],
    says: [/verfy.*verify/],
  },
  "a flag of another command": {
    args: ["--port", "1", "verify"],
    says: [/'--port' is not for qtc verify/],
  },
  "a value that cannot be, and another": {
    args: [...RUN, "--speed", "-3", "--seed", "x"],
    says: [/2 settings/, /--speed: .*"-3"/, /--seed: .*"x"/],
  },
  "a variable that cannot be": {
    args: ["--registry", "teams.yaml"],
    env: { QTC_PORT: "70000" },
    says: [/QTC_PORT: .*"70000"/],
  },
  "a line of .env that cannot be": {
    files: { ".env": "QTC_SLOTS=none\n" },
    args: RUN,
    says: [/QTC_SLOTS in \.env: .*"none"/],
  },
  "recorded bars without their folder": {
    args: [...RUN, "--feed", "recorded"],
    says: [/--bars FOLDER/],
  },
  "a folder of bars that is not there": {
    args: [...RUN, "--feed", "recorded", "--bars", "nowhere"],
    says: [/"nowhere"/],
  },
  "a folder of bars without any": {
    files: { "bars/notes.txt": "none here\n" },
    args: [...RUN, ...RECORDED],
    says: [/bars/],
  },
  "a symbol that recorded bars do not have": {
    files: { "bars/a.csv": BARS },
    args: [...RUN, ...RECORDED, "--symbols", "MSFT"],
    says: [/MSFT/],
  },
};

const REAL: Readonly<Record<string, Case>> = {
  "keys of a live account with recorded bars": {
    files: { "bars/a.csv": BARS },
    args: [...RUN, ...RECORDED],
    env: { ...KEYS, ALPACA_PAPER: "false" },
    says: [/live account/, /--broker simulated/],
  },
  "--live without keys": {
    args: [...RUN, "--live"],
    says: [/--live.*ALPACA_API_KEY/],
  },
  "--live with keys of a paper account": {
    args: [...RUN, "--live"],
    env: KEYS,
    says: [/--live.*ALPACA_PAPER/],
  },
  "keys of a live account without --live": {
    args: RUN,
    env: { ...KEYS, ALPACA_PAPER: "false" },
    says: [/ALPACA_PAPER=false.*--live/],
  },
  "keys, which this version cannot use": {
    args: RUN,
    env: KEYS,
    says: [/Cannot trade at Alpaca/, /--broker simulated/],
  },
  "half a pair of keys": {
    args: RUN,
    env: { APCA_API_KEY_ID: "PK1" },
    says: [/APCA_API_SECRET_KEY is missing/],
  },
  "the feed of Alpaca without keys": {
    args: [...RUN, "--feed", "alpaca"],
    says: [/ALPACA_API_KEY/],
  },
};

const PLACES: Readonly<Record<string, Case>> = {
  "a data folder where nothing can be made": {
    args: [...RUN, "--data-dir", "/proc/qtc"],
    says: [/data folder "\/proc\/qtc": it cannot be written/],
  },
  "a file in the place of the data folder": {
    files: { taken: "mine\n" },
    args: [...RUN, "--data-dir", "taken"],
    says: [/data folder "taken"/],
  },
  "a file in the way to the data folder": {
    files: { taken: "mine\n" },
    args: [...RUN, "--data-dir", "taken/data"],
    says: [/data folder "taken\/data"/],
  },
  "a host that is not ours": {
    args: [...RUN, "--host", "203.0.113.7"],
    says: [/listen on 203\.0\.113\.7/],
  },
  "verify without a ledger": {
    args: ["verify"],
    says: [/ledger\.sqlite".*not there/],
  },
};

for (
  const [name, refusal] of Object.entries({
    ...REGISTRIES,
    ...FLAGS,
    ...REAL,
    ...PLACES,
  })
) {
  Deno.test(`a start is refused with 2, and nothing written: ${name}`, async () => {
    await using folder = await prepared(refusal);
    await refused(folder.path, refusal);
  });
}

Deno.test("a start is refused with 2, and nothing written: an occupied port", async () => {
  using taken = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  await using folder = await prepared({});
  await refused(folder.path, {
    args: ["--registry", "teams.yaml", "--port", `${port}`],
    says: [new RegExp(`port ${port}: another program is using it`)],
  });
});

async function prepared({ files = {} }: Pick<Case, "files">) {
  const folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(join(folder.path, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder.path, path), text);
  }
  return folder;
}
