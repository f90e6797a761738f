import { field } from "./registry_issues.ts";
import type { YamlFile } from "./yaml_file.ts";

/** Where a team's code is cloned from. */
export interface GitSource {
  /** `https://…`, `ssh://…`, `git@host:path` or, where allowed, `file://…`; may hold a secret. */
  readonly url: string;
  /** A branch or a tag; absent: what the repository itself names. */
  readonly branch?: string;
}

const URL_MAX = 2_000;
const BRANCH_MAX = 200;
const WANTED = "https://host/path, ssh://git@host/path or git@host:path";
/** `git@host:path`; neither part may look like an option or another protocol. */
const SCP = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?![-:]|\/\/)./;
/** Schemes whose addresses `URL` takes apart. */
const SCHEME = /^((https|ssh):\/\/[^/]|file:\/\/)/;

/**
 * Notes what is wrong with the `git_url` and `branch` of a registry's team.
 *
 * @param team The team as it stands in the file, at `path`
 * @param allowFile Whether folders of this machine may be named
 */
export function checkGitSource(
  yaml: YamlFile,
  { team, path, allowFile }: {
    readonly team: object;
    readonly path: readonly (string | number)[];
    readonly allowFile: boolean;
  },
): void {
  const url = field(team, "git_url");
  const branch = field(team, "branch");
  if (url !== undefined && field(team, "repo_dir") !== undefined) {
    yaml.mistakeAtKey(
      [...path, "git_url"],
      "the team has repo_dir and git_url: write one of them",
    );
  }
  if (url === undefined && branch !== undefined) {
    yaml.mistakeAtKey(
      [...path, "branch"],
      "branch wants git_url: write both, or remove it",
    );
  }
  const note = (key: string, value: unknown, mistake: typeof branchMistake) => {
    if (typeof value !== "string" || value.trim() === "") return;
    const wrong = mistake(value.trim());
    if (wrong) yaml.mistake([...path, key], `${key} ${wrong}`);
  };
  note("git_url", url, (text) => gitUrlMistake(text, allowFile));
  note("branch", branch, branchMistake);
}

/**
 * Returns what is wrong with a `git_url`, or `undefined` when git may be given
 * it. The answer never repeats the address: there may be a password in it.
 *
 * @param allowFile Whether folders of this machine may be named
 */
export function gitUrlMistake(
  text: string,
  allowFile: boolean,
): string | undefined {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  if (/[\s\x00-\x1f\x7f\\]/.test(text)) {
    return "must have no space, backslash or control character";
  }
  if (text.length > URL_MAX) return `must be at most ${URL_MAX} characters`;
  if (/^http:/i.test(text)) return "must be encrypted: write https://";
  if (!SCHEME.test(text)) {
    return SCP.test(text) ? undefined : `must be ${WANTED}`;
  }
  // Unlike a password, a query is in git's arguments, for all to see.
  if (text.includes("?")) {
    return "must have no query: write a token as https://name:token@host/…";
  }
  const url = URL.parse(text);
  if (!url || url.hash !== "" || url.pathname.length < 2) {
    return `must be ${WANTED}`;
  }
  if (url.protocol === "file:") {
    if (!allowFile) {
      return "names a folder of this machine: allow it with " +
        `--git-allow-file, or write ${WANTED}`;
    }
    return url.host === "" ? undefined : "must be file:///path";
  }
  if (!/^[A-Za-z0-9[]/.test(url.hostname)) return `must be ${WANTED}`;
  if (url.protocol === "ssh:" && url.password !== "") {
    return "must have no password: ssh wants a key";
  }
  return isDecodable(url.username) && isDecodable(url.password) &&
      !url.username.startsWith("-")
    ? undefined
    : "must have its name and password percent-encoded";
}

/** Returns what is wrong with a `branch`, or `undefined` when it may be asked for. */
export function branchMistake(text: string): string | undefined {
  if (text.length > BRANCH_MAX) {
    return `must be at most ${BRANCH_MAX} characters`;
  }
  // Source: https://git-scm.com/docs/git-check-ref-format
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return /^[-/]|^@$|(^|\/)\.|\.\.|\/\/|@\{|[\x00-\x20\x7f~^:?*[\\]|[./]$|\.lock(\/|$)/
      .test(text)
    ? "must be a branch or a tag such as main or v1.0"
    : undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
