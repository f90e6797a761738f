import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { parseRegistry } from "./registry_file.ts";

Deno.test("parseRegistry() reads where a strategy is cloned from", () => {
  const { teams } = read(`teams:
  - { name: a, entry_point: s:B, git_url: git@host:a/b.git }
  - { name: b, entry_point: s:B, git_url: 'https://h/b', branch: v1 }
`);
  assert.deepEqual(teams.map(({ git, folder }) => [git, folder]), [
    [{ url: "git@host:a/b.git" }, undefined],
    [{ url: "https://h/b", branch: "v1" }, undefined],
  ]);
});

Deno.test("parseRegistry() takes file:// where it is allowed", () => {
  const { teams } = read(team("git_url: file:///srv/a.git"), true);
  assert.deepEqual(teams[0]?.git, { url: "file:///srv/a.git" });
});

const MISTAKES: readonly [string, string, string][] = [
  [
    "a folder and a repository",
    "repo_dir: strategies/a, git_url: git@h:a",
    "1:44: the team has repo_dir and git_url: write one of them",
  ],
  [
    "a branch of nothing",
    "branch: main",
    "1:20: branch wants git_url: write both, or remove it",
  ],
  [
    "a branch like an option",
    "git_url: git@h:a, branch: --upload-pack=x",
    "1:46: branch must be a branch or a tag such as main or v1.0",
  ],
  [
    "a repository of this machine",
    "git_url: file:///srv/a.git",
    "1:29: git_url names a folder of this machine: allow it with " +
    "--git-allow-file, or write https://host/path, ssh://git@host/path or " +
    "git@host:path",
  ],
  [
    "a command",
    "git_url: 'ext::sh'",
    "1:29: git_url must be https://host/path, ssh://git@host/path or " +
    "git@host:path",
  ],
  ["no text", "git_url: 7", "1:29: git_url must be text, https://host/path"],
  [
    "an empty text",
    "git_url: ''",
    "1:29: git_url must not be empty: write https://host/path",
  ],
];
for (const [state, fields, expected] of MISTAKES) {
  Deno.test(`parseRegistry() refuses a team that names ${state}`, () => {
    assert.throws(() => read(team(fields)), {
      code: "invalid",
      message:
        `Cannot read registry "conf/r.yaml": 1 mistake\n  conf/r.yaml:${expected}`,
    });
  });
}

function team(fields: string): string {
  return `teams: [{ name: a, ${fields}, entry_point: s:B }]`;
}

function read(text: string, gitAllowFile = false) {
  return parseRegistry(text, "conf/r.yaml", {
    resolvePath: (...paths) => resolve("/srv", ...paths),
    folderExists: () => true,
    startingCash: fromNumber<Money>(10_000),
    gitAllowFile,
  });
}
