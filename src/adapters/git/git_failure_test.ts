import { strict as assert } from "node:assert";
import { gitFailure } from "./git_failure.ts";

const LIMITS = { timeoutMs: 60_000, packMb: 100 };
const SAID: readonly [number, string, string][] = [
  [127, "sh: 1: exec: git: not found", "there is no git on this machine"],
  [124, "", "it did not answer within 60 s"],
  [137, "fatal: half a line", "it did not answer within 60 s"],
  [
    128,
    "fatal: write error: File too large\nfatal: fetch-pack: invalid output",
    "the repository is larger than 100 MB",
  ],
  [
    128,
    "fatal: unable to access 'https://h/a/': Could not resolve host: h",
    "its host is not known",
  ],
  [
    128,
    "fatal: could not read Username for 'https://h': terminal prompts disabled",
    "it wants a sign-in: see to a key for ssh, or to ~/.netrc for https",
  ],
  [
    128,
    "git@h: Permission denied (publickey).\nfatal: Could not read from remote",
    "it wants a sign-in: see to a key for ssh, or to ~/.netrc for https",
  ],
  [
    128,
    "fatal: repository 'https://h/a/' not found",
    "there is no such repository, or it wants a sign-in",
  ],
  [
    128,
    "warning: x\nfatal: bad object\x1b[31m \u202etxt of https://u:p@h/a\nmore",
    "git says: bad object[31m txt of https://h/a",
  ],
  [1, "\n", "git ended with code 1"],
];
for (const [code, stderr, reason] of SAID) {
  Deno.test(`gitFailure() says "${reason.slice(0, 40)}" of code ${code}`, () => {
    assert.equal(gitFailure(code, stderr, LIMITS).message, reason);
  });
}

Deno.test("gitFailure() lets a remote say 200 characters", () => {
  const stderr = `fatal: remote error: ${"x".repeat(10_000)}`;
  assert.equal(
    gitFailure(128, stderr, LIMITS).message.length,
    200 + "git says: ".length,
  );
});
