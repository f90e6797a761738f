/**
 * Asks DuckDB: SQL comes as JSON texts on the standard input, rows leave as JSON
 * on the standard output. A process of its own, because its threads keep the
 * timers of the process that they run in from firing.
 *
 * @module
 */

import { DuckDBInstance } from "@duckdb/node-api";

const statements: string[] = await new Response(Deno.stdin.readable).json();
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run("set timezone = 'UTC'");
const answers: unknown[] = [];
for (const sql of statements) {
  const reader = await connection.runAndReadAll(sql);
  answers.push(reader.getRowObjectsJson());
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(answers)));
Deno.exit(0);
