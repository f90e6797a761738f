import { FakeClock } from "../../testing/fake_clock.ts";
import { gitSync, type GitSyncOptions } from "./sync.ts";

/** Repositories of this machine, a folder of copies, and what was said of them. */
export class Stage {
  readonly path = Deno.makeTempDirSync({ prefix: "qtc-git-" });
  readonly root = `${this.path}/data/external_strategies`;
  readonly clock = new FakeClock("2026-11-20T14:30:00Z");
  /** Lines of the log: `warning text`. */
  readonly lines: string[] = [];

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }

  /** Makes an empty repository and a clone of it to commit in; returns its address. */
  async repository(name: string): Promise<string> {
    const bare = `${this.path}/${name}.git`;
    await this.git(this.path, "init", "-q", "--bare", "-b", "main", bare);
    await this.git(this.path, "clone", "-q", bare, name);
    return `file://${bare}`;
  }

  /** Writes files into a clone (`undefined` removes), commits and pushes them. */
  async push(
    name: string,
    files: Readonly<Record<string, string | undefined>>,
    ...options: string[]
  ): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      const path = `${this.path}/${name}/${file}`;
      Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
      if (text === undefined) Deno.removeSync(path, { recursive: true });
      else Deno.writeTextFileSync(path, text);
    }
    await this.commit(name, ...options);
  }

  /** Commits what is in a clone, and pushes it. */
  async commit(name: string, ...options: string[]): Promise<void> {
    const clone = `${this.path}/${name}`;
    await this.git(clone, "add", "-A");
    await this.git(clone, "commit", "-q", "-m", "x", "--allow-empty");
    await this.git(clone, "push", "-q", ...options, "origin", "HEAD");
  }

  /** Runs git as a team would; returns what it says. */
  async git(cwd: string, ...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("git", {
      args: [
        ...["-c", "user.name=x", "-c", "user.email=x@example.com"],
        ...["-c", "protocol.file.allow=always", ...args],
      ],
      cwd,
      // What tidies up in the background would still write when all is removed.
      env: {
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: "2",
        GIT_CONFIG_KEY_0: "gc.auto",
        GIT_CONFIG_VALUE_0: "0",
        GIT_CONFIG_KEY_1: "maintenance.auto",
        GIT_CONFIG_VALUE_1: "false",
      },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  }

  /** Returns the copies of this stage. */
  open(options: Partial<GitSyncOptions> = {}) {
    return gitSync({
      root: this.root,
      env: { PATH: Deno.env.get("PATH") ?? "", HOME: this.path },
      allowFile: true,
      wall: this.clock,
      log: {
        write: (level, message) => void this.lines.push(`${level} ${message}`),
      },
      timeoutMs: 20_000,
      ...options,
    });
  }

  /** Syncs one team, `a`; returns the lines about it without ids and times. */
  async sync(
    url: string,
    rest: {
      readonly branch?: string;
      readonly options?: Partial<GitSyncOptions>;
    } = {},
  ): Promise<string[]> {
    const { branch, options } = rest;
    this.lines.length = 0;
    const source = { teamId: "a", url, ...(branch && { branch }) };
    await this.open(options).run([source]);
    return this.lines.filter((line) => line.includes('"a"')).map((line) =>
      line.replace(/\b[0-9a-f]{12}\b/g, "ID")
    );
  }

  /** Returns the paths of a team's copy, sorted. */
  files(team = "a"): string[] {
    const paths: string[] = [];
    const walk = (under: string): void => {
      for (const { name, isDirectory } of Deno.readDirSync(under)) {
        if (isDirectory) walk(`${under}/${name}`);
        else paths.push(`${under}/${name}`);
      }
    };
    const folder = `${this.root}/${team}`;
    walk(folder);
    return paths.map((path) => path.slice(folder.length + 1)).sort();
  }

  /** Returns the text of a file of the copy of team `a`. */
  text(path = "strategy.ts"): string {
    return Deno.readTextFileSync(`${this.root}/a/${path}`);
  }

  /** Returns what lies beside the copy of team `a`. */
  beside(): string[] {
    return [...Deno.readDirSync(`${this.root}/.sync/a`)].map(({ name }) => name)
      .sort();
  }
}
