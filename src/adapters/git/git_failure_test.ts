import { strict as assert } from "node:assert";
import { gitFailure } from "./git_failure.ts";

const LIMITS = {
  timeoutMs: 60_000,
  packMb: 100,
  address: "https://h/a%20B.git",
};
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
    "git says: bad object[31m txt of …",
  ],
  [
    128,
    "fatal: unable to access 'https://h/a/': The requested URL returned error: 302",
    "it redirects: write the address it leads to",
  ],
  [1, "\n", "git ended with code 1"],
];
for (const [code, stderr, reason] of SAID) {
  Deno.test(`gitFailure() says "${reason.slice(0, 40)}" of code ${code}`, () => {
    assert.equal(gitFailure(code, stderr, LIMITS).message, reason);
  });
}

for (
  const [address, said] of [
    ["https://h/S%65cret/a.git", "'https://h/S%65cret/a.git/'"],
    ["https://h/S%65cret/a.git", "'https://h/Secret/a.git'"],
    ["https://H/x/../Secret%20a.git", "'https://h/Secret%20a.git/'"],
    ["https://h/x%2fSecret a%20b", "https://h/x/Secret a b"],
    ["https://h/Secret%zz", "path '/Secret%zz'"],
    ["ssh://git@h:22/Secret.git", "'/Secret.git'"],
    ["git@h:Secret%41/a.git", "git@h:Secret%41/a.git and 'SecretA/a.git'"],
    ["https://h/a", "'ssh://other/Secret?x=Secret'"],
  ] as const
) {
  Deno.test(`gitFailure() hides ${address} in ${said}`, () => {
    const stderr = `fatal: no luck with ${said}: why`;
    const { message } = gitFailure(128, stderr, { ...LIMITS, address });
    assert.doesNotMatch(message, /Secret/i);
    assert.match(message, /^git says: no luck with .*….*: why$/);
  });
}

Deno.test("gitFailure() hides no word because of a short path", () => {
  const options = { ...LIMITS, address: "https://h/a" };
  const { message } = gitFailure(128, "fatal: n/a and /ab, not /a", options);
  assert.equal(message, "git says: n/a and /ab, not …");
});

Deno.test("gitFailure() lets a remote say 200 characters", () => {
  const stderr = `fatal: remote error: ${"x".repeat(10_000)}`;
  assert.equal(
    gitFailure(128, stderr, LIMITS).message.length,
    200 + "git says: ".length,
  );
});
