import { strict as assert } from "node:assert";
import { random } from "./random.ts";
import { slug, TEAM_ID_PATTERN } from "./team.ts";

Deno.test("slug() makes a name fit for ids and paths", () => {
  const cases: [string, string][] = [
    ["Team Alpha", "team-alpha"],
    ["team-alpha", "team-alpha"],
    ["  The   A-Team!! ", "the-a-team"],
    ["Équipe Zürich", "equipe-zurich"],
    ["ＦＵＬＬ ①", "full-1"],
    ["a_b.c/d\\..\\e", "a-b-c-d-e"],
    ["../../etc/passwd", "etc-passwd"],
    ["42", "42"],
    ["量化", ""],
    ["---", ""],
    ["", ""],
  ];
  for (const [name, expected] of cases) {
    assert.equal(slug(name), expected, name);
  }
});

Deno.test("slug() has at most 30 characters and no hyphen at an end", () => {
  assert.equal(slug("x".repeat(40)), "x".repeat(30));
  assert.equal(slug(`${"x".repeat(29)} y`), "x".repeat(29));
});

Deno.test("slug() is empty or a team id, and its own slug", () => {
  const next = random("slug");
  for (let i = 0; i < 2_000; i++) {
    const name = Array.from(
      { length: 1 + Math.floor(next() * 40) },
      () => String.fromCodePoint(Math.floor(next() * (i % 2 ? 128 : 0xd7ff))),
    ).join("");
    const id = slug(name);
    assert.ok(id === "" || TEAM_ID_PATTERN.test(id), JSON.stringify(name));
    assert.equal(slug(id), id);
  }
});

Deno.test("TEAM_ID_PATTERN refuses what could leave a folder or a line", () => {
  for (const id of ["", ".", "..", "a/b", "a\n", "A", "-a", "a".repeat(31)]) {
    assert.doesNotMatch(id, TEAM_ID_PATTERN);
  }
});
