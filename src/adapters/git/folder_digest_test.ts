import { strict as assert } from "node:assert";
import { folderDigest } from "./folder_digest.ts";

/** Digests a folder of files given by path; `undefined` makes a symbolic link. */
async function digest(
  files: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const folder = Deno.makeTempDirSync({ prefix: "qtc-digest-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
      if (text === undefined) Deno.symlinkSync("/etc/passwd", path);
      else Deno.writeTextFileSync(path, text);
    }
    return await folderDigest(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("folderDigest() is of names and content, and of nothing else", async () => {
  const one = await digest({ "a.ts": "1", "lib/b.ts": "2" });
  assert.match(one ?? "", /^[0-9a-f]{64}$/);
  assert.equal(await digest({ "lib/b.ts": "2", "a.ts": "1" }), one);
  const hidden = { ".git/x": "x", "lib/node_modules/x.js": "x" };
  assert.equal(await digest({ "a.ts": "1", "lib/b.ts": "2", ...hidden }), one);
  const others = [
    { "a.ts": "1" },
    { "a.ts": "1", "lib/b.ts": "3" },
    { "a.ts": "2", "lib/b.ts": "1" },
    { "a.ts": "1", "b.ts": "2" },
    { "a.ts": "1", "lib/b.ts": "2", "c.csv": "" },
    {},
  ];
  const digests = new Set(await Promise.all(others.map(digest)));
  assert.equal(digests.size, others.length);
  assert(!digests.has(one) && !digests.has(undefined));
});

Deno.test("folderDigest() is undefined of what can be no copy", async () => {
  assert.equal(await digest({ "a.ts": undefined }), undefined);
  const large = "x".repeat(10 * 1024 * 1024 + 1);
  assert.equal(await digest({ "a.csv": large }), undefined);
  const many = Array.from({ length: 2_001 }, (_, n) => [`f${n}`, ""]);
  assert.equal(await digest(Object.fromEntries(many)), undefined);
  assert.match(await digest(Object.fromEntries(many.slice(1))) ?? "", /^\w/);
  assert.equal(await folderDigest("/nowhere"), undefined);
});
