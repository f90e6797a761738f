import { strict as assert } from "node:assert";
import { random } from "../domain/random.ts";
import { ending, type MadeEntry, madeZip } from "./zip_fixture_test.ts";
import { zipPackage } from "./zip_package.ts";

const TEXT = "export class MyStrategy {}\n";
const A: MadeEntry = { name: "strategy.ts", text: TEXT };

Deno.test("zipPackage() reads sources, packed and stored, and leaves the rest", async () => {
  const zip = madeZip(
    A,
    { name: "rules/", mode: 0o40755 },
    { name: "rules/é.js", text: "\ufefflet x;", method: 0, mode: 0o100644 },
    { name: "README.md", text: "read" },
    { name: "strategy_test.ts", text: "no" },
    { name: ".env.ts", text: "no" },
    { name: "node_modules/m/m.js", text: "no" },
    { name: "types.d.ts", text: "no" },
    { name: "empty.ts" },
  );
  assert.deepEqual(Object.entries(await zipPackage(zip)), [
    ["empty.ts", ""],
    ["rules/é.js", "let x;"],
    ["strategy.ts", TEXT],
  ]);
});

Deno.test("zipPackage() leaves out the one folder around everything", async () => {
  const inside = [
    { name: "mine/", mode: 0o40755 },
    { name: "mine/strategy.ts", text: TEXT },
    { name: "mine/a/b.ts", text: "1" },
  ];
  const paths = async (...more: MadeEntry[]) =>
    Object.keys(await zipPackage(madeZip(...inside, ...more)));
  assert.deepEqual(await paths(), ["a/b.ts", "strategy.ts"]);
  assert.deepEqual(await paths({ name: "__MACOSX/mine/._strategy.ts" }), [
    "a/b.ts",
    "strategy.ts",
  ]);
  assert.deepEqual(await paths({ name: "other.txt" }), [
    "mine/a/b.ts",
    "mine/strategy.ts",
  ]);
});

/** ZIPs that are refused, with code and message. */
const REFUSED: readonly (readonly [
  string,
  Uint8Array | (() => Uint8Array),
  string,
  RegExp,
])[] = [
  [
    "no ZIP",
    new Uint8Array(9),
    "invalid",
    /^Cannot read the ZIP: .*; make it again$/,
  ],
  ["cut", madeZip(A).subarray(0, -9), "invalid", /^Cannot read the ZIP: /],
  [
    "slip",
    madeZip({ name: "../a.ts" }),
    "invalid",
    /"..\/a.ts" of the ZIP: its path leads out of the strategy's folder; remove/,
  ],
  ["slip inside", madeZip({ name: "a/../../b.txt" }), "invalid", /leads out/],
  [
    "absolute",
    madeZip({ name: "/etc/a.ts" }),
    "invalid",
    /is absolute; it must lie in/,
  ],
  ["drive", madeZip({ name: "C:a.ts" }), "invalid", /is absolute/],
  [
    "backslash",
    madeZip({ name: "..\\a.ts" }),
    "invalid",
    /has a backslash; folders end with \//,
  ],
  [
    "empty part",
    madeZip({ name: "a//b.ts" }),
    "invalid",
    /empty part; write folder\/file.ts/,
  ],
  ["a dot", madeZip({ name: "./b.ts" }), "invalid", /empty part/],
  ["no name", madeZip({ name: "" }), "invalid", /empty part/],
  [
    "NUL",
    madeZip({ name: "a.ts\0.md" }),
    "invalid",
    /"a.ts\\u0000.md".*control characters; use letters a to z/,
  ],
  ["line", madeZip({ name: "a\nb.md" }), "invalid", /control characters/],
  [
    "direction",
    madeZip({ name: "a\u202est.ts" }),
    "invalid",
    /"a\\u202est.ts".*control characters/,
  ],
  [
    "surrogate",
    madeZip({ name: new Uint8Array([0xed, 0xa0, 0x80, 0x2e, 0x74, 0x73]) }),
    "invalid",
    /not UTF-8; use letters/,
  ],
  [
    "long",
    madeZip({ name: `${"a".repeat(253)}.ts` }),
    "invalid",
    /more than 255 bytes/,
  ],
  [
    "deep",
    madeZip(A, { name: `${"a/".repeat(11)}a.ts` }),
    "invalid",
    /too deep; at most 10 folders/,
  ],
  [
    "link",
    madeZip({ ...A, mode: 0o120777 }),
    "invalid",
    /"strategy.ts" of the ZIP: it is a link or a device; put the file/,
  ],
  [
    "device",
    madeZip({ name: "tty", mode: 0o20666 }),
    "invalid",
    /link or a device/,
  ],
  ["twice", madeZip(A, A), "invalid", /it is there twice; keep one/],
  [
    "case",
    madeZip(A, { name: "Strategy.ts" }),
    "invalid",
    /same file as "strategy.ts".*; rename one/,
  ],
  [
    "case of a folder",
    madeZip({ name: "a/b.ts" }, { name: "A/B.ts" }),
    "invalid",
    /same file as "a\/b.ts"/,
  ],
  [
    "form",
    madeZip({ name: "\u00e9.ts" }, { name: "e\u0301.ts" }),
    "invalid",
    /same file as/,
  ],
  [
    "file and folder",
    madeZip({ name: "a.ts" }, { name: "A.ts/b.ts" }),
    "invalid",
    /folder and a file have one name/,
  ],
  [
    "encrypted",
    madeZip({ ...A, flags: 0x801 }),
    "invalid",
    /encrypted; make the ZIP without a password/,
  ],
  [
    "encrypted strongly",
    madeZip({ ...A, flags: 0x841 }),
    "invalid",
    /encryption is not supported/,
  ],
  [
    "other compression",
    madeZip({ ...A, method: 12 }),
    "invalid",
    /compression is not known here; use deflate/,
  ],
  [
    "folder with content",
    madeZip({ name: "a/", text: "x" }),
    "invalid",
    /folder and has content/,
  ],
  [
    "less than it is",
    madeZip({ ...A, size: 5 }),
    "invalid",
    /another size than it says; make the ZIP again/,
  ],
  [
    "more than it is",
    madeZip({ ...A, size: 500 }),
    "invalid",
    /another size than it says/,
  ],
  [
    "stored lie",
    madeZip({ ...A, method: 0, size: 500 }),
    "invalid",
    /another size than it says/,
  ],
  [
    "overlap",
    madeZip({ ...A, packedSize: 5000 }),
    "invalid",
    /another size than it says/,
  ],
  [
    "checksum",
    madeZip({ ...A, crc: 1 }),
    "invalid",
    /checksum is wrong; make the ZIP again/,
  ],
  [
    "a file that is too long",
    madeZip({ ...A, size: 1.1e6 }),
    "too_large",
    /"strategy.ts": a file may have 1 MB, all together 2 MB$/,
  ],
  [
    "bomb",
    () => madeZip({ name: "a.ts", text: new Uint8Array(9e6) }),
    "too_large",
    /"a.ts": a file may have 1 MB/,
  ],
  [
    "bomb beside",
    () => madeZip(A, { name: "a.bin", text: new Uint8Array(9e6) }),
    "too_large",
    /"a.bin": a file may have 1 MB/,
  ],
  [
    "many sources",
    () =>
      madeZip(...Array.from({ length: 501 }, (_, i) => ({ name: `${i}.ts` }))),
    "too_large",
    /more than 500 source files/,
  ],
  [
    "UTF-16",
    madeZip({ ...A, text: new Uint8Array([0xff, 0xfe, 0x61, 0]) }),
    "invalid",
    /"strategy.ts": it is UTF-16 text; save it as UTF-8/,
  ],
];

Deno.test("zipPackage() refuses what could do harm, and says what would be right", async () => {
  for (const [what, zip, code, message] of REFUSED) {
    const bytes = typeof zip === "function" ? zip() : zip;
    await assert.rejects(zipPackage(bytes), { code, message }, what);
  }
});

Deno.test("zipPackage() refuses too much in all", async () => {
  const noise = new Uint8Array(60_000);
  const next = random("noise");
  for (let i = 0; i < noise.length; i++) noise[i] = next() * 256;
  const entries = Array.from({ length: 3 }, (_, i) => ({
    name: `${i}.md`,
    text: noise,
    size: 1e6,
  }));
  await assert.rejects(zipPackage(madeZip(...entries)), {
    code: "too_large",
    message: /^Cannot read "2.md": .* all together 2 MB$/,
  });
});

Deno.test("zipPackage() refuses a million files without looking at one", async () => {
  for (const zip of [ending(1e6, 0, 0), madeZip(A, ...Array(6e3).fill(A))]) {
    await assert.rejects(zipPackage(zip), {
      code: "too_large",
      message:
        /^Cannot read the ZIP: it has (1000000|6001) files and folders, at most 5000; leave out node_modules/,
    });
  }
});

Deno.test("zipPackage() reads or refuses, whatever bytes are changed", async () => {
  const zip = madeZip(A, { name: "rules/a.js", text: "1", method: 0 });
  const next = random("zip");
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < 400; i++) {
    const bytes = new Uint8Array(zip);
    for (let n = 0; n <= i % 4; n++) {
      bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    }
    try {
      await zipPackage(
        bytes.subarray(0, i % 7 === 0 ? next() * zip.length : zip.length),
      );
      counts.read++;
    } catch (error) {
      assert.match(
        (error as { code?: string }).code ?? `${error}`,
        /^(invalid|too_large)$/,
      );
      counts.refused++;
    }
  }
  assert.ok(counts.read > 20 && counts.refused > 100, JSON.stringify(counts));
});
