/** How {@link run} starts a program. */
export interface RunOptions {
  /** The working directory. */
  readonly cwd?: string;
  /** Variables set on top of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end and returns what it wrote to stdout.
 *
 * @throws {Error} when it cannot be started or fails, with the end of what it wrote.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const what = `${program} ${args.slice(0, 2).join(" ")}`;
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      args: [...args],
      ...options,
      stdin: "null",
    }).output();
  } catch (cause) {
    throw new Error(`Cannot run "${what}": is ${program} installed?`, {
      cause,
    });
  }
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  if (!output.success) {
    throw new Error(
      `Cannot finish "${what}": exit code is ${output.code}\n${
        (stderr || stdout || "").slice(-4000)
      }`,
    );
  }
  return stdout ?? "";
}
