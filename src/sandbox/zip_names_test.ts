import { strict as assert } from "node:assert";
import { badName, checkTogether, entryName, topFolder } from "./zip_names.ts";

const bytes = (name: string) => new TextEncoder().encode(name);

Deno.test("entryName() takes names of files and folders as they are", () => {
  for (const name of ["a.ts", "a/b/", "é 1…/x", "..a/b..", "ab:c", "\ufeffa"]) {
    assert.equal(entryName(bytes(name)), name);
  }
});

Deno.test("entryName() shows what it refuses so that nothing hides", () => {
  assert.throws(() => entryName(bytes("a\u001b[2J\u202e")), {
    code: "invalid",
    message: 'Cannot read "a\\u001b[2J\\u202e" of the ZIP: its name has ' +
      "control characters; use letters a to z",
  });
  assert.match(badName("x".repeat(1e5), "").message, /^.{200,300}$/);
});

Deno.test("checkTogether() takes names that differ on every system", () => {
  checkTogether(["a/", "a/b.ts", "a/c/", "a.ts", "b.ts", "é.ts"]);
  for (const [one, other] of [["ß.ts", "SS.ts"], ["a/", "A"], ["ſ", "s"]]) {
    assert.throws(() => checkTogether([one!, other!]), { code: "invalid" });
  }
});

Deno.test("topFolder() is the only folder there is", () => {
  assert.equal(topFolder(["a/", "a/b", "a/c/d"]), "a/");
  assert.equal(topFolder(["a/b", "__MACOSX/a/._b"]), "a/");
  assert.equal(topFolder(["a/b", "c/d"]), "");
  assert.equal(topFolder(["a/b", "c"]), "");
  assert.equal(topFolder([]), "");
});
