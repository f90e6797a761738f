import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import { folderDigest } from "./folder_digest.ts";
import { type GitOptions, type Remote, remoteOf, runGit } from "./git.ts";
import { chooseFiles, type TreeFile } from "./tree.ts";

/** A team whose code is cloned. */
export interface GitSource {
  /** Slug; the name of its folder. */
  readonly teamId: string;
  /** An address that the registry's reader has checked; may hold a secret. */
  readonly url: string;
  /** A branch or a tag; absent: what the repository itself names. */
  readonly branch?: string;
}

/** Which commit a copy is of. */
export interface CopyRecord {
  /** Object id, hex. */
  readonly commit: string;
  /** When it was copied, ISO 8601. */
  readonly at: string;
  /** Of the files that were written, see {@linkcode folderDigest}; empty: unknown. */
  readonly digest: string;
}

/** What {@linkcode syncCopy} did. */
export interface Synced extends CopyRecord {
  /** Whether the copy is another than before. */
  readonly isNew: boolean;
  /** Whether it takes the place of one that was no longer what was copied. */
  readonly isMended: boolean;
  /** What the repository has and the copy has not, in words; empty: nothing. */
  readonly leftOut: string;
}

/** Where a team's copy is, and what belongs to it. */
interface Places {
  readonly folder: string;
  /** Everything of the team that is no copy to be read. */
  readonly beside: string;
  /** The copy before, while it is being replaced. */
  readonly old: string;
  readonly record: string;
}

/** Folder below the copies for everything else; no team is called so. */
const BESIDE = ".sync";
const WORK = "work-";
/** Name of what was fetched, in the repository that is thrown away. */
const TIP = "refs/qtc/tip";

/**
 * Makes a team's copy the newest commit of its repository. The new copy is made
 * beside and takes the old one's place whole; when anything fails before, the
 * old one stays.
 *
 * Each time, the repository is fetched anew into a folder that is removed: no
 * state of git's is kept that a kill could spoil or a forced push could grow.
 * It is not fetched at all while its commit is the one that is there, and the
 * copy's files are what was written.
 *
 * @param root Folder of all copies
 * @param now ISO 8601, for the record
 * @throws {QtcError} with the reason, which holds no secret
 */
export async function syncCopy(
  source: GitSource,
  { root, git, now }: {
    readonly root: string;
    readonly git: GitOptions;
    readonly now: () => string;
  },
): Promise<Synced> {
  const places = placesOf(root, source.teamId);
  await mkdir(places.beside, { recursive: true });
  await removeWork(places.beside);
  const work = await mkdtemp(join(places.beside, WORK));
  try {
    const repository = join(work, "repository");
    const fresh = join(work, "fresh");
    const remote = remoteOf(source.url);
    const run = (args: readonly string[], rest: object = {}) =>
      runGit(git, {
        args: [`--git-dir=${repository}`, ...args],
        cwd: work,
        ...rest,
      });
    await run(["init", "--bare", "--quiet", "--template="]);
    const tip = await findTip(run, remote, source.branch);
    const last = lastCopy(root, source.teamId);
    const isSame = last?.commit === tip.commit && existsSync(places.folder);
    if (isSame && await folderDigest(places.folder) === last.digest) {
      return { ...last, isNew: false, isMended: false, leftOut: "" };
    }
    const commit = await fetchTip(run, remote, tip.ref);
    const listing = await run(["ls-tree", "-r", "-z", "-l", commit]);
    const { files, leftOut } = chooseFiles(listing);
    await mkdir(fresh);
    await writeFiles(run, fresh, files);
    const digest = await folderDigest(fresh) ?? "";
    await rm(places.old, { recursive: true, force: true });
    swap(fresh, places);
    const record: CopyRecord = { commit, at: now(), digest };
    await writeFile(`${places.record}.new`, JSON.stringify(record));
    renameSync(`${places.record}.new`, places.record);
    await rm(places.old, { recursive: true, force: true });
    return { ...record, isNew: true, isMended: isSame, leftOut };
  } catch (error) {
    if (error instanceof QtcError) throw error;
    throw new QtcError("unavailable", errorText(error), { cause: error });
  } finally {
    await removeWork(places.beside);
  }
}

/** Returns which commit a team's copy is of, if that is known. */
export function lastCopy(root: string, teamId: string): CopyRecord | undefined {
  try {
    const text = readFileSync(placesOf(root, teamId).record, "utf8");
    const { commit, at, digest } = JSON.parse(text);
    const texts = [commit, at, digest];
    if (texts.every((each) => typeof each === "string")) {
      return { commit, at, digest };
    }
  } catch {
    // None yet, or torn by a power cut: then the copy is made again.
  }
  return undefined;
}

/** Puts back copies whose replacement a kill has cut off between two renames. */
export function repairCopies(root: string): void {
  const all = join(root, BESIDE);
  for (const teamId of existsSync(all) ? readdirSync(all) : []) {
    const { folder, old } = placesOf(root, teamId);
    if (!existsSync(folder) && existsSync(old)) renameSync(old, folder);
  }
}

function placesOf(root: string, teamId: string): Places {
  const beside = join(root, BESIDE, teamId);
  return {
    folder: join(root, teamId),
    beside,
    old: join(beside, "old"),
    record: join(beside, "synced.json"),
  };
}

type Run = (args: readonly string[], rest?: object) => Promise<string>;

/** Asks for the commit of a branch, else of a tag, without fetching it. */
async function findTip(
  run: Run,
  remote: Remote,
  branch: string | undefined,
): Promise<{ readonly ref: string; readonly commit: string }> {
  const refs = branch === undefined
    ? ["HEAD"]
    : [`refs/heads/${branch}`, `refs/tags/${branch}`];
  // A tag's own object is not the commit; `^{}` asks for that.
  const asked = branch === undefined ? refs : [...refs, `${refs[1]}^{}`];
  const listing = await run(
    ["ls-remote", "--", remote.address, ...asked],
    remote,
  );
  const found = new Map(
    listing.split("\n").map((line) => {
      const [oid = "", ref = ""] = line.split("\t");
      return [ref, oid];
    }),
  );
  for (const ref of refs) {
    const commit = found.get(`${ref}^{}`) ?? found.get(ref);
    if (commit !== undefined) return { ref, commit };
  }
  throw new QtcError(
    "not_found",
    branch === undefined
      ? "there is no commit in it"
      : `there is no branch or tag "${branch}" in it`,
  );
}

/** Fetches one commit without its history; returns its id. */
async function fetchTip(
  run: Run,
  remote: Remote,
  ref: string,
): Promise<string> {
  const how = ["--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules"];
  await run(
    ["fetch", ...how, "--", remote.address, `+${ref}:${TIP}`],
    remote,
  );
  const commit = await run(["rev-parse", "--verify", `${TIP}^{commit}`]);
  return commit.trim();
}

/** Lets git write the files; no attribute of the repository is among them. */
async function writeFiles(
  run: Run,
  fresh: string,
  files: readonly TreeFile[],
): Promise<void> {
  const entries = files.map(({ oid, path }) => `100644 ${oid} 0\t${path}\0`);
  await run(["update-index", "-z", "--index-info"], {
    input: entries.join(""),
  });
  await run([`--work-tree=${fresh}`, "checkout-index", "--all"], {
    cwd: fresh,
  });
  // After a power cut the record must not stand for files that are empty.
  for (const { path } of files) {
    using file = await Deno.open(join(fresh, path));
    await file.sync();
  }
}

/** Both renames without a pause: in this program nobody looks in between. */
function swap(fresh: string, { folder, old }: Places): void {
  const isThere = existsSync(folder);
  if (isThere) renameSync(folder, old);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (isThere) renameSync(old, folder);
    throw error;
  }
}

/** Removes what syncs have left that were cut off, and the last one's own. */
async function removeWork(beside: string): Promise<void> {
  const left = (await readdir(beside)).filter((name) => name.startsWith(WORK));
  for (const name of left) {
    // A git that has outlived us may still write there: then the next time.
    await rm(join(beside, name), { recursive: true, force: true }).catch(
      () => {},
    );
  }
}
