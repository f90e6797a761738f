import { strict as assert } from "node:assert";
import { parse, stringify } from "@std/csv";
import { QtcError } from "../../domain/error.ts";

Deno.test("parse() returns cells by column when the first line is a header", () => {
  assert.deepEqual(
    parse("symbol,close\nAAPL,1.50\nBRK.B,-2\n").map((r) => ({ ...r })),
    [
      { symbol: "AAPL", close: "1.50" },
      { symbol: "BRK.B", close: "-2" },
    ],
  );
});

Deno.test("parse() names the columns when the header is given", () => {
  assert.deepEqual(
    parse("a,1\n", { header: ["x", "y"] }).map((r) => ({ ...r })),
    [{ x: "a", y: "1" }],
  );
});

Deno.test("parse() keeps commas, quotes and line ends when a cell is quoted", () => {
  const [record] = parse('\uFEFFname,n\r\n"a, ""b""\nc",1\r\n\r\n');
  assert.deepEqual({ ...record }, { name: 'a, "b"\nc', n: "1" });
});

Deno.test("parse() returns nothing when there is only a header, or nothing", () => {
  assert.deepEqual(parse("a,b\n"), []);
  assert.deepEqual(parse(""), []);
});

for (
  const [what, text, reason] of [
    ["a line is short", "a,b\n1,2\n1\n", /line 3/],
    ["a line is long", "a,b\n1,2,3\n", /line 2/],
    ["a quote stays open", 'a,b\n"1,2\n', /[Qq]uote/],
    ["a column appears twice", "a,b,a\n1,2,3\n", /"a" appears twice/],
  ] as const
) {
  Deno.test(`parse() throws invalid when ${what}`, () => {
    assert.throws(() => parse(text), (error) => {
      assert(error instanceof QtcError);
      assert.equal(error.code, "invalid");
      assert.match(error.message, reason);
      return true;
    });
  });
}

Deno.test("stringify() writes a header and quotes when a cell needs it", () => {
  const text = stringify([{ a: 'x,"y"', b: 0.1, c: true }, {
    a: "",
    b: -3n,
    c: undefined,
  }]);
  assert.equal(text, 'a,b,c\n"x,""y""",0.1,true\n,-3,\n');
});

Deno.test("stringify() takes columns and order of the header when given", () => {
  assert.equal(
    stringify([{ a: 1, b: 2 }], { header: ["b", "c"] }),
    "b,c\n2,\n",
  );
  assert.equal(stringify([], { header: ["b"] }), "b\n");
  assert.equal(stringify([]), "");
});

Deno.test("stringify() and parse() return the same cells when taken one after the other", () => {
  const records = [
    "plain",
    'q"q',
    "a,b",
    "line\nline",
    " space ",
    "",
    "é",
    "=1",
  ].map((a, i) => ({ a, i: String(i) }));
  assert.deepEqual(parse(stringify(records)).map((r) => ({ ...r })), records);
});
