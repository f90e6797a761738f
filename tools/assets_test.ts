import { strict as assert } from "node:assert";
import { gunzipSync } from "node:zlib";
import { gzip, packTexts, readTexts } from "./assets.ts";

async function inFolder(
  files: Record<string, string | Uint8Array>,
  test: (root: string) => Promise<void>,
) {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), {
        recursive: true,
      });
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await Deno.writeFile(`${root}/${path}`, bytes);
    }
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("readTexts() returns files and folders sorted when both are named", async () => {
  const files = {
    "r.yaml": "teams: []\n",
    "s/b/c.ts": "é",
    "s/a.ts": "a",
    "s/.hidden": "h",
    "other.ts": "o",
  };
  await inFolder(files, async (root) => {
    const texts = await readTexts(root, ["s", "r.yaml"]);
    assert.deepEqual(Object.entries(texts), [["r.yaml", "teams: []\n"], [
      "s/a.ts",
      "a",
    ], ["s/b/c.ts", "é"]]);
  });
});

Deno.test("readTexts() throws when a path is missing, or a file is not text", async () => {
  await inFolder({ "a.bin": new Uint8Array([0xff, 0xfe]) }, async (root) => {
    await assert.rejects(
      readTexts(root, ["nothing"]),
      /Cannot embed "nothing": it does not exist/,
    );
    await assert.rejects(
      readTexts(root, ["a.bin"]),
      /Cannot embed "a.bin": it is not UTF-8 text/,
    );
  });
});

Deno.test("packTexts() returns JSON that reads back when it is unpacked", () => {
  const texts = { "a/b.ts": "x\n", "é": "" };
  assert.deepEqual(JSON.parse(gunzipSync(packTexts(texts)).toString()), texts);
});

Deno.test("gzip() writes no time into the header", () => {
  assert.deepEqual([...gzip(new Uint8Array([1, 2, 3])).subarray(4, 8)], [
    0,
    0,
    0,
    0,
  ]);
});
