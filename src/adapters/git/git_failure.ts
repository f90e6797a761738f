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
  [
    /returned error: 30\d/i,
    "it redirects: write the address it leads to",
  ],
  [/transport '\S*' not allowed/i, "its kind of address is not allowed"],
  [/out of memory|malloc failed/i, "it takes too much memory"],
];

/**
 * Returns what git's failure means: one line, without password and address.
 *
 * @param code Its exit code
 * @param stderr What it said
 * @param options `address`: the repository's, as git was given it
 */
export function gitFailure(
  code: number,
  stderr: string,
  { timeoutMs, packMb, address }: {
    readonly timeoutMs: number;
    readonly packMb: number;
    readonly address: string;
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
  return new QtcError(
    "unavailable",
    known ?? firstReason(code, stderr, address),
  );
}

/** The first line in which git itself says why. */
function firstReason(code: number, stderr: string, address: string): string {
  const lines = stderr.split(/[\r\n]+/);
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? "";
  const text = withoutAddress(line.replace(/^\w+: /, ""), address)
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim()
    .slice(0, REASON_MAX);
  return text === "" ? `git ended with code ${code}` : `git says: ${text}`;
}

/** Hides the repository's address, as it is, normalised or decoded, and all others. */
function withoutAddress(text: string, address: string): string {
  const { href = "", pathname = "" } = URL.parse(address) ?? {};
  const path = /^[^/]*@[^/:]*:(.*)$/s.exec(address)?.[1] ?? pathname;
  const forms = [address, href, path]
    .flatMap((form) => [form, decoded(form)])
    .map((form) => form.replace(/\/+$/, ""))
    .filter((form) => form.length > 1)
    .sort((a, b) => b.length - a.length);
  let hidden = text;
  for (const form of forms) {
    const literal = form.replace(/[^\w\s]/g, "\\$&");
    // Not in the middle of a word: a path may be as short as `/a`.
    const whole = new RegExp(`(?<!\\w)${literal}/*(?!\\w)`, "gi");
    hidden = hidden.replace(whole, "…");
  }
  return hidden.replace(/\b[a-z][a-z\d+.-]*:\/\/[^\s'"]*/gi, "…");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no percent-encoding: `100%` may be a name
  }
}
