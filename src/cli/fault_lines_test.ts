import { strict as assert } from "node:assert";
import { faultLines, placeIn } from "./fault_lines.ts";

Deno.test("placeIn() reads the last place of a message", () => {
  assert.deepEqual(placeIn("x is not defined (lib/a.ts:12:5)"), {
    ...{ file: "lib/a.ts", line: 12, column: 5 },
  });
  assert.deepEqual(placeIn("a (b.ts:1:2) and (c.ts:3:4), and 2 more"), {
    ...{ file: "c.ts", line: 3, column: 4 },
  });
  assert.equal(placeIn("no place (at all)"), undefined);
});

Deno.test("faultLines() shows the source line, a caret and a remedy", () => {
  const sources = { "a.ts": "one\n\tconst b = c;\r\nthree" };
  const message = "ReferenceError: c is not defined (a.ts:2:12)";
  assert.deepEqual(faultLines({ type: "ReferenceError", message }, sources), [
    message,
    "",
    "  2 |   const b = c;",
    "                  ^",
    "",
    "  What to do: declare c, or import it from a file of the folder",
  ]);
});

Deno.test("faultLines() shows a line, however lines end", () => {
  for (const end of ["\n", "\r\n", "\r", "\u2028", "\u2029"]) {
    const sources = { "a.ts": ["one", "two", "three"].join(end) };
    const fault = { type: "Error", message: "no (a.ts:2:1)" };
    assert.equal(faultLines(fault, sources)[2], "  2 | two");
  }
});

Deno.test("faultLines() puts the type in front and does without a source", () => {
  const lines = faultLines({
    type: "SyntaxError",
    message: 'Expected ";" (gone.ts:2:12)',
  }, { "a.ts": "one" });
  assert.equal(lines[0], 'SyntaxError: Expected ";" (gone.ts:2:12)');
  assert.equal(lines.length, 2);
  assert.match(lines[1] ?? "", /^ {2}What to do: /);
});

Deno.test("faultLines() cuts what is long and shows what is hidden", () => {
  const text = `${"x".repeat(1_000)}\x1b[31m`;
  const [message, , shown = "", caret = ""] = faultLines({
    type: "Error",
    message: "\x1b[2Jgone (a.ts:1:901)",
  }, { "a.ts": text });
  assert.equal(message, "Error: \\u001b[2Jgone (a.ts:1:901)");
  assert.ok(shown.length < 120 && caret.length <= shown.length);
  assert.ok(!shown.includes("\x1b"));
});
