import { QtcError } from "../../domain/error.ts";

const REASON_MAX = 200;
/** What the shell says when a command is missing, and `timeout` when time is up. */
const MISSING = 127;
const TIMED_OUT: readonly number[] = [124, 137];

/** What git says, and what it means for the operator. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/could not resolve host/i, "its host is not known"],
  [
    /host key verification failed/i,
    "its host is not in known_hosts: connect to it once by hand",
  ],
  [
    /could not read (username|password)|authentication failed|permission denied \(|returned error: 40[13]/i,
    "it wants a sign-in: see to a key for ssh, or to ~/.netrc for https",
  ],
  [
    /does not appear to be a git repository|repository .*not found|returned error: 404/i,
    "there is no such repository, or it wants a sign-in",
  ],
  [/transport '\S*' not allowed/i, "its kind of address is not allowed"],
  [/out of memory|malloc failed/i, "it takes too much memory"],
];

/**
 * Returns what git's failure means: one line, without any password.
 *
 * @param code Its exit code
 * @param stderr What it said
 */
export function gitFailure(
  code: number,
  stderr: string,
  { timeoutMs, packMb }: {
    readonly timeoutMs: number;
    readonly packMb: number;
  },
): QtcError {
  if (code === MISSING) {
    return new QtcError("not_found", "there is no git on this machine");
  }
  if (/file too large/i.test(stderr)) {
    return new QtcError(
      "too_large",
      `the repository is larger than ${packMb} MB`,
    );
  }
  const known = TIMED_OUT.includes(code)
    ? `it did not answer within ${timeoutMs / 1000} s`
    : REASONS.find(([said]) => said.test(stderr))?.[1];
  return new QtcError("unavailable", known ?? firstReason(code, stderr));
}

/** The first line in which git itself says why. */
function firstReason(code: number, stderr: string): string {
  const lines = stderr.split(/[\r\n]+/);
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? "";
  const text = line.replace(/^\w+: /, "")
    .replace(/\/\/[^/@\s]*@/g, "//") // what stands before a host may be a secret
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim()
    .slice(0, REASON_MAX);
  return text === "" ? `git ended with code ${code}` : `git says: ${text}`;
}
