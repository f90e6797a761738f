import { fileURLToPath } from "node:url";

/** A row, every value as DuckDB writes it. */
export type DuckRow = Readonly<Record<string, string>>;

/**
 * Asks DuckDB, an independent reader, and returns the rows of each statement.
 *
 * @throws {Error} with what DuckDB says
 */
export async function duckAll(
  statements: readonly string[],
): Promise<DuckRow[][]> {
  const script = fileURLToPath(new URL("./query.ts", import.meta.url));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-check", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode(JSON.stringify(statements)));
  await input.close();
  const { code, stdout, stderr } = await output;
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const answers: Record<string, unknown>[][] = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  return answers.map((rows) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, String(value)]),
      )
    )
  );
}

/** Asks DuckDB one thing; see {@linkcode duckAll}. */
export async function duck(sql: string): Promise<DuckRow[]> {
  const [rows = []] = await duckAll([sql]);
  return rows;
}
