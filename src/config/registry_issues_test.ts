import { strict as assert } from "node:assert";
import { z } from "zod";
import { field, noteIssues } from "./registry_issues.ts";
import type { YamlFile } from "./yaml_file.ts";

Deno.test("noteIssues() names the field, and its place", () => {
  const schema = z.strictObject({ port: z.int({ error: "must be whole" }) });
  assert.deepEqual(notes(schema, { port: 1.5 }), ["port: port must be whole"]);
});

Deno.test("noteIssues() suggests the nearest field, at its key", () => {
  const schema = z.strictObject({});
  assert.deepEqual(notes(schema, { tems: 1, user: 2 }), [
    '@tems: unknown field "tems": did you mean teams?',
    "@user: user needs trader clients, which this version does not have; " +
    "remove it",
  ]);
});

Deno.test("field() reads own fields of objects only", () => {
  assert.equal(field({ a: 1 }, "a"), 1);
  assert.equal(field({}, "toString"), undefined);
  assert.equal(field(null, "a"), undefined);
  assert.equal(field("text", "length"), undefined);
});

function notes(schema: z.ZodType, value: unknown): string[] {
  const found: string[] = [];
  const yaml: YamlFile = {
    value,
    mistake: (path, text) => void found.push(`${path.join(".")}: ${text}`),
    mistakeAtKey: (path, text) =>
      void found.push(`@${path.join(".")}: ${text}`),
    lineOf: () => 1,
    finish: () => {},
  };
  noteIssues(yaml, schema.safeParse(value).error?.issues ?? []);
  return found;
}
