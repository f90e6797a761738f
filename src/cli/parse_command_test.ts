import { strict as assert } from "node:assert";
import type { FlagSpec } from "./command.ts";
import { parseCommand } from "./parse_command.ts";

const SPECS: readonly FlagSpec[] = [
  spec("registry", { value: "FILE", group: "Teams" }),
  spec("teams", { value: "TEAM", group: "Teams", many: true }),
  spec("port", { value: "PORT", default: "8000" }),
  spec("noApi", { flag: "--no-api", variable: "QTC_NO_API" }),
  { name: "live", flag: "--live", group: "Server", help: "live of it" },
  spec("dataDir", {
    flag: "--data-dir",
    variable: "QTC_DATA_DIR",
    value: "FOLDER",
    default: "./data",
  }),
];

Deno.test("parseCommand() runs the server when there is no command", () => {
  assert.deepEqual(parse(""), { command: "run", flags: {} });
});

Deno.test("parseCommand() keeps values as they were written", () => {
  assert.deepEqual(
    parse("--port http --registry=a=b --no-api --live --teams A;1 --teams=B;2"),
    {
      command: "run",
      flags: {
        registry: "a=b",
        teams: ["A;1", "B;2"],
        port: "http",
        noApi: "true",
        live: "true",
      },
    },
  );
  assert.deepEqual(parse("--port -1"), {
    command: "run",
    flags: { port: "-1" },
  });
});

Deno.test("parseCommand() reads the commands", () => {
  assert.deepEqual(parse("init"), { command: "init", folder: "." });
  assert.deepEqual(parse("init here"), { command: "init", folder: "here" });
  assert.deepEqual(parse("verify"), { command: "verify", flags: {} });
  assert.deepEqual(parse("version"), { command: "version" });
  assert.deepEqual(parse("--version"), { command: "version" });
});

Deno.test("parseCommand() reads what copies, restores and resets", () => {
  assert.deepEqual(parse("backup"), { command: "backup", flags: {} });
  assert.deepEqual(parse("backup there --data-dir D"), {
    command: "backup",
    folder: "there",
    flags: { dataDir: "D" },
  });
  assert.deepEqual(parse("restore there"), {
    command: "restore",
    folder: "there",
    flags: {},
  });
  assert.deepEqual(parse("reset --keep-teams"), {
    command: "reset",
    keepTeams: true,
    yes: false,
    flags: {},
  });
  assert.deepEqual(parse("reset --yes --data-dir D"), {
    command: "reset",
    keepTeams: false,
    yes: true,
    flags: { dataDir: "D" },
  });
});

Deno.test("parseCommand() gives each command its own flags only", () => {
  assert.deepEqual(parse("serve --port 1 --data-dir D"), {
    command: "serve",
    flags: { port: "1", dataDir: "D" },
  });
  assert.throws(() => parse("export --port 1"), /unknown flag '--port'/);
  assert.throws(
    () => parse("--port 1 export"),
    /'--port' is not for qtc export/,
  );
  assert.throws(() => parse("restore"), /missing required argument 'folder'/);
  assert.throws(() => parse("serve --registry a"), /unknown flag '--registry'/);
});

Deno.test("parseCommand() takes the data folder before and after verify", () => {
  const expected = { command: "verify", flags: { dataDir: "D" } };
  assert.deepEqual(parse("verify --data-dir D"), expected);
  assert.deepEqual(parse("--data-dir D verify"), expected);
  assert.deepEqual(parse("--data-dir X verify --data-dir=D"), expected);
});

Deno.test("parseCommand() helps with every flag, its variable and default", () => {
  for (
    const words of ["help", "--help", "-h", "--port 1 --help", "help help"]
  ) {
    const result = parse(words);
    assert(result.command === "help");
    const flat = result.text.replace(/\s+/g, " ");
    assert.match(flat, /--port <PORT> port of it \(QTC_PORT, default: 8000\)/);
    assert.match(flat, /--no-api noApi of it \(QTC_NO_API\)/);
    assert.match(flat, /--live live of it --data-dir/);
    for (const group of ["Teams:", "Server:", "Commands:", "Variables:"]) {
      assert(result.text.includes(`\n${group}\n`), group);
    }
    for (const line of result.text.split("\n")) {
      assert(line.length <= 100, line);
    }
  }
});

Deno.test("parseCommand() helps with one command", () => {
  for (const words of ["help verify", "verify --help"]) {
    const result = parse(words);
    assert(result.command === "help");
    assert.match(result.text, /^Usage: qtc verify/);
    assert.match(result.text, /--data-dir <FOLDER>/);
    assert.doesNotMatch(result.text, /--port/);
  }
});

Deno.test("parseCommand() does not take an empty text for the working folder", () => {
  for (const command of ["init", "backup", "restore"]) {
    assert.throws(() => parseCommand([command, ""], SPECS), {
      code: "invalid",
      message: /a folder wants a name, not an empty text/,
    });
  }
});

const REFUSED: readonly [string, RegExp][] = [
  ["--prot 80", /unknown flag '--prot' \(Did you mean --port\?\)/],
  ["-x", /unknown flag '-x'/],
  ["verfy", /unknown command 'verfy' \(Did you mean verify\?\)/],
  ["--port 1 verfy", /unknown command 'verfy' \(Did you mean verify\?\)/],
  ["help verfy", /unknown command 'verfy' \(Did you mean verify\?\)/],
  ["nonsense", /unknown command 'nonsense';/],
  ["--port", /flag '--port <PORT>' argument missing/],
  ["--port --live", /flag '--port' wants a value, not the flag '--live'/],
  ["--no-api=true", /--no-api/],
  ["--port 1 verify", /flag '--port' is not for qtc verify/],
  ["--live init", /flag '--live' is not for qtc init/],
  ["verify --port 1", /unknown flag '--port'/],
  ["init a b", /too many arguments for 'init'/],
  ["verify a", /too many arguments for 'verify'/],
];
for (const [words, message] of REFUSED) {
  Deno.test(`parseCommand() refuses qtc ${words}`, () => {
    assert.throws(() => parse(words), (error) => {
      assert(error instanceof Error);
      assert.equal("code" in error && error.code, "invalid");
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot read command line: .*[^.]$/);
      return true;
    });
  });
}

function parse(words: string) {
  return parseCommand(words.split(" ").filter(Boolean), SPECS);
}

function spec(name: string, more: Partial<FlagSpec>): FlagSpec {
  return {
    name,
    flag: `--${name}`,
    variable: `QTC_${name.toUpperCase()}`,
    group: "Server",
    help: `${name} of it`,
    ...more,
  };
}
