import { strict as assert } from "node:assert";
import { decodeSource } from "./source_text.ts";

const encoder = new TextEncoder();
const refused = (text: string | number[], message: string | RegExp) => {
  const bytes = typeof text === "string"
    ? encoder.encode(text)
    : new Uint8Array(text);
  assert.throws(() => decodeSource("a.ts", bytes), {
    code: "invalid",
    message,
  });
};

Deno.test("decodeSource() drops a byte order mark and keeps everything else", () => {
  const text = 'const é = "\u200f💡";\r\n\tlet x;\u2028';
  assert.equal(decodeSource("a.ts", encoder.encode(`\ufeff${text}`)), text);
  assert.equal(decodeSource("a.ts", encoder.encode(text)), text);
  assert.equal(decodeSource("a.ts", new Uint8Array()), "");
});

Deno.test("decodeSource() refuses what is not UTF-8", () => {
  const utf16 = 'Cannot read "a.ts": it is UTF-16 text; save it as UTF-8';
  refused([0xff, 0xfe, 0x61, 0], utf16);
  refused([0xfe, 0xff, 0, 0x61], utf16);
  const other = 'Cannot read "a.ts": it is not UTF-8 text; save it as UTF-8';
  refused([0xff], other);
  refused([0xed, 0xa0, 0x80], other); // half of a surrogate pair
});

Deno.test("decodeSource() names the place of NUL bytes and of turned text", () => {
  refused("a\nbc\0", /it has NUL bytes; save it as UTF-8 text \(a\.ts:2:3\)$/);
  refused("a\rb\r\nc\u2028d\u2029ef\0", / \(a\.ts:5:3\)$/);
  refused(
    "\n\nif (x /*\u202e*/) {}",
    'Cannot read "a.ts": U+202E turns the direction of text, so that code ' +
      "looks like other code; remove it, or write \\u202E (a.ts:3:9)",
  );
  for (let code = 0x2066; code <= 0x2069; code++) {
    refused(String.fromCharCode(code), /turns the direction.*\(a\.ts:1:1\)$/);
  }
});
