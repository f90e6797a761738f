// deno-lint-ignore-file no-console -- a command prints
/**
 * `deno test` over some folders, and a failure when no test ran: a pattern or folder that matches nothing must not look
 * like success. `deno run -A tools/run_tests.ts FOLDER… [-- FLAG…]`; what follows `--` goes to `deno test`.
 *
 * @module
 */

/** How many tests ended which way. */
export interface TestCounts {
  /** Passed. */
  readonly passed: number;
  /** Failed. */
  readonly failed: number;
  /** Not run because they say so. */
  readonly ignored: number;
}

if (import.meta.main) Deno.exit(await main());

/** Returns what the last summary line in the output of `deno test` says; `undefined` when there is none. */
export function countTests(output: string): TestCounts | undefined {
  // deno-lint-ignore no-control-regex -- colours
  const plain = output.replaceAll(/\x1b\[[0-9;]*m/g, "");
  const line = plain.match(/^(?:ok|FAILED) \| \d+ passed.*$/gm)?.at(-1);
  if (line === undefined) return undefined;
  const count = (word: string) =>
    Number(line.match(new RegExp(`\\| (\\d+) ${word}`))?.[1] ?? 0);
  return {
    passed: count("passed"),
    failed: count("failed"),
    ignored: count("ignored"),
  };
}

async function main(): Promise<number> {
  const split = Deno.args.includes("--")
    ? Deno.args.indexOf("--")
    : Deno.args.length;
  const folders = Deno.args.slice(0, split);
  for (const folder of folders) {
    if (
      !await Deno.stat(folder).then(
        ({ isDirectory }) => isDirectory,
        () => false,
      )
    ) {
      console.error(`Cannot test "${folder}": there is no such folder`);
      return 1;
    }
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--allow-all",
      "--no-check",
      ...Deno.args.slice(split + 1),
      ...folders,
    ],
    env: Deno.stdout.isTerminal() ? { FORCE_COLOR: "1" } : {},
    stdout: "piped",
  }).spawn();
  const decoder = new TextDecoder();
  let end = "";
  for await (const chunk of child.stdout) {
    await writeAll(chunk);
    // The summary is the last thing of interest: 16 KB hold it.
    end = (end + decoder.decode(chunk, { stream: true })).slice(-16_384);
  }
  const { code } = await child.status;
  if (code !== 0) return code;
  const counts = countTests(end);
  if (counts !== undefined && counts.passed > 0) return 0;
  console.error(
    `Cannot call this a success: no test ran in ${folders.join(", ")}`,
  );
  return 1;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await Deno.stdout.write(bytes.subarray(done));
  }
}
