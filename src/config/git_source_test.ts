import { strict as assert } from "node:assert";
import { branchMistake, gitUrlMistake } from "./git_source.ts";

for (
  const url of [
    "https://github.com/team/alpha.git",
    "https://user:pa%20ss@git.example.com:8443/a",
    "https://[::1]/a.git",
    "ssh://git@github.com/team/alpha.git",
    "ssh://git@host:2222/~/a",
    "git@github.com:team/alpha.git",
    "deploy_1@git.example.com:/srv/a.git",
  ]
) {
  Deno.test(`gitUrlMistake() takes ${url}`, () => {
    assert.equal(gitUrlMistake(url, false), undefined);
    assert.equal(gitUrlMistake(url, true), undefined);
  });
}

const REFUSED: readonly [string, RegExp][] = [
  ["http://github.com/a.git", /encrypted: write https/],
  ["git://github.com/a.git", /must be https/],
  ["ext::sh -c whoami", /no space/],
  ["ext::sh@host:x", /must be https/],
  ["fd::17", /must be https/],
  ["-u./payload", /must be https/],
  ["--upload-pack=touch@h:a", /must be https/],
  ["git@-oProxyCommand=x:a", /must be https/],
  ["git@host:-a", /must be https/],
  ["git@host://a", /must be https/],
  ["ssh://-oProxyCommand=x/a", /must be https/],
  ["ssh://-a@host/a", /percent-encoded/],
  ["ssh://git:secret@host/a", /no password/],
  ["https://github.com", /must be https/],
  ["https://github.com/", /must be https/],
  ["https:///a/b", /must be https/],
  ["https://u:%E0@h/a", /percent-encoded/],
  ["https://h/a#main", /must be https/],
  [
    "https://h/a?private_token=x",
    /no query: write a token as https:\/\/name:token@host\//,
  ],
  ["https://h/a?", /no query/],
  ["ssh://git@h/a?token=x", /no query/],
  ["https://h/a\nb", /control character/],
  ["https://h/\x00", /control character/],
  ["/srv/git/a.git", /must be https/],
  ["../a.git", /must be https/],
  ["C:\\a", /backslash/],
  [`https://h/${"a".repeat(2_000)}`, /at most 2000/],
  ["file:///srv/a.git", /--git-allow-file/],
  ["FILE:///srv/a.git", /must be https/],
];
for (const [url, mistake] of REFUSED) {
  Deno.test(`gitUrlMistake() refuses ${JSON.stringify(url).slice(0, 60)}`, () => {
    assert.match(gitUrlMistake(url, false) ?? "taken", mistake);
  });
}

Deno.test("gitUrlMistake() takes file:// only when it is allowed, and only here", () => {
  assert.equal(gitUrlMistake("file:///srv/a.git", true), undefined);
  assert.match(gitUrlMistake("file://host/a.git", true) ?? "", /file:\/\/\//);
});

Deno.test("gitUrlMistake() never repeats a password", () => {
  for (
    const url of [
      ...["ssh://u:hunter2@h/a", "http://u:hunter2@h/a"],
      "https://h/a?private_token=hunter2",
    ]
  ) {
    assert.doesNotMatch(gitUrlMistake(url, false) ?? "", /hunter2/);
  }
});

Deno.test("branchMistake() takes what git takes", () => {
  for (const name of ["main", "v1.0", "feature/a-b", "a@b", "release_2"]) {
    assert.equal(branchMistake(name), undefined, name);
  }
});

Deno.test("branchMistake() refuses what could be anything else", () => {
  const names = ["-x", "--upload-pack=x", "a..b", "a b", "a:b", "a^", "a~1"];
  names.push("/a", "a/", "a.", "a//b", ".a", "a/.b", "@", "a@{1}", "a.lock");
  names.push("a*", "a?", "a[b", "a\\b", "a\nb", "x".repeat(201));
  for (const name of names) {
    assert.match(branchMistake(name) ?? "taken", /^must be/, name);
  }
});
