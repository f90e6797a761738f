import { strict as assert } from "node:assert";
import { packageHash, readPackage } from "./package.ts";

Deno.test("readPackage() reads sources and leaves tests, links and hidden files", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/rules/.git`, { recursive: true });
    await Deno.mkdir(`${root}/node_modules`);
    for (
      const path of [
        "strategy.ts",
        "rules/b.js",
        "strategy_test.ts",
        "README.md",
        ".env.ts",
        "rules/.git/x.ts",
        "node_modules/m.js",
        "types.d.ts",
      ]
    ) await Deno.writeTextFile(`${root}/${path}`, path);
    await Deno.symlink("/etc/hostname", `${root}/link.ts`);
    await Deno.symlink("/etc", `${root}/etc`);
    assert.deepEqual(await readPackage(root), {
      "rules/b.js": "rules/b.js",
      "strategy.ts": "strategy.ts",
    });
    await Deno.writeFile(`${root}/bad.ts`, new Uint8Array([0xff]));
    await assert.rejects(readPackage(root), {
      code: "invalid",
      message: 'Cannot read "bad.ts": it is not UTF-8 text',
    });
    await assert.rejects(readPackage(`${root}/none`), { code: "not_found" });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("packageHash() differs by name, text, split and entry, not by order", () => {
  const hash = packageHash({ a: "1", b: "2" }, "a:S");
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(packageHash({ b: "2", a: "1" }, "a:S"), hash);
  const others = [
    packageHash({ a: "1", b: "2" }, "a:T"),
    packageHash({ a: "2", b: "1" }, "a:S"),
    packageHash({ a: "12", b: "" }, "a:S"),
    packageHash({ a: "1" }, "a:S"),
    packageHash({ c: "1", b: "2" }, "a:S"),
  ];
  assert.equal(new Set([hash, ...others]).size, 6);
});
