import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { checkCompetition, competitionOf } from "./competition_block.ts";
import { parseRegistry } from "./registry_file.ts";
import { openYaml } from "./yaml_file.ts";

const utc = (text: string) => Date.parse(text);

Deno.test("parseRegistry() takes a competition's dates for whole days in New York", () => {
  assert.deepEqual(
    read(
      "{ name: Autumn Cup, starts: 2026-11-23, ends: 2026-12-18, " +
        "uploads_until: 2026-11-22 }",
    ),
    {
      name: "Autumn Cup",
      starts: utc("2026-11-23T05:00Z"),
      // The first instant that no longer belongs to it.
      ends: utc("2026-12-19T05:00Z"),
      uploadsUntil: utc("2026-11-23T05:00Z"),
    },
  );
});

Deno.test("parseRegistry() takes a day of 23 or 25 hours as it is", () => {
  assert.deepEqual(
    read("{ name: a, starts: 2026-03-08, ends: 2026-03-08 }"),
    {
      name: "a",
      starts: utc("2026-03-08T05:00Z"),
      ends: utc("2026-03-09T04:00Z"),
    },
  );
  assert.deepEqual(
    read("{ name: a, starts: 2026-11-01, ends: 2026-11-01 }"),
    {
      name: "a",
      starts: utc("2026-11-01T04:00Z"),
      ends: utc("2026-11-02T05:00Z"),
    },
  );
});

Deno.test("parseRegistry() takes a competition's instants as they are", () => {
  assert.deepEqual(
    read(
      "\n  name: Cup\n  starts: 2026-11-23T09:30:00-05:00\n" +
        "  ends: '2026-11-23T21:00Z'\n  uploads_until: 2026-11-23T21:00Z\n",
    ),
    {
      name: "Cup",
      starts: utc("2026-11-23T14:30Z"),
      ends: utc("2026-11-23T21:00Z"),
      uploadsUntil: utc("2026-11-23T21:00Z"),
    },
  );
});

Deno.test("parseRegistry() wants a competition's name alone, or no competition", () => {
  assert.deepEqual(read("{ name: Cup }"), { name: "Cup" });
  assert.equal(parse("").competition, undefined);
});

Deno.test("parseRegistry() names every mistake of a competition, with line and column", () => {
  const wanted = "must be a day such as 2026-11-23, or a whole minute with " +
    "its offset such as 2026-11-23T09:30:00-05:00, from 2000 to 2040";
  assert.deepEqual(
    mistakes(`competition:
  name: 7
  starts: 2026-02-30
  ends: 2026-11-23T21:00
  uploads_until: 2026-11-23T21:00:30Z
  end: 2026-11-24
`),
    [
      "3:9: name must be text, a name such as Autumn Cup",
      `4:11: starts ${wanted}`,
      `5:9: ends ${wanted}`,
      `6:18: uploads_until ${wanted}`,
      '7:3: unknown field "end": did you mean ends?',
    ],
  );
  assert.deepEqual(
    mistakes("competition: { starts: 2026, ends: 1999-01-01 }"),
    [
      "2:14: name is missing: write a name such as Autumn Cup",
      `2:24: starts ${wanted}`,
      `2:36: ends ${wanted}`,
    ],
  );
});

Deno.test("parseRegistry() refuses a competition that is no map", () => {
  const wanted =
    "competition must be a map such as { name: Autumn Cup, ends: 2026-12-18 }";
  assert.deepEqual(mistakes("competition: Autumn Cup"), [`2:14: ${wanted}`]);
  assert.deepEqual(mistakes("competition: [a]"), [`2:14: ${wanted}`]);
  assert.match(mistakes("competition:")[0] ?? "", /^2:\d+: competition must/);
});

Deno.test("parseRegistry() refuses times that do not follow each other, beside other mistakes", () => {
  assert.deepEqual(
    mistakes(
      "competition: { starts: 2026-12-18, ends: 2026-12-17, " +
        "uploads_until: 2026-12-18 }",
    ),
    [
      "2:14: name is missing: write a name such as Autumn Cup",
      "2:42: ends must come after starts",
      "2:69: uploads_until must not come after ends",
    ],
  );
  assert.deepEqual(
    mistakes(
      "competition: { name: a, starts: 2026-12-18T21:00Z, " +
        "ends: 2026-12-18T21:00Z }",
    ),
    ["2:58: ends must come after starts"],
  );
});

Deno.test("checkCompetition() has nothing against times that are not there", () => {
  const yaml = openYaml("competition: {}", "registry", "r.yaml");
  for (const block of [undefined, null, "Cup", {}, { ends: "2026-12-18" }]) {
    checkCompetition(yaml, block);
  }
  yaml.finish();
});

Deno.test("competitionOf() leaves out what is not named", () => {
  assert.deepEqual(competitionOf({ name: "Cup" }), { name: "Cup" });
});

function parse(block: string) {
  return parseRegistry(
    `teams: [{ name: a, entry_point: s:B }]\n${block}`,
    "r.yaml",
    {
      resolvePath: (...paths: string[]) => resolve("/srv", ...paths),
      folderExists: () => true,
      startingCash: fromNumber<Money>(10_000),
    },
  );
}

function read(block: string) {
  return parse(`competition: ${block}`).competition;
}

function mistakes(block: string): string[] {
  try {
    parse(block);
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1)
      .map((line) => line.replace("r.yaml:", ""));
  }
  return [];
}
