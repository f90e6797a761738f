import { strict as assert } from "node:assert";
import { packageHash, readPackage } from "./package.ts";
import { madeZip } from "./zip_fixture_test.ts";

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
      message: 'Cannot read "bad.ts": it is not UTF-8 text; save it as UTF-8',
    });
    await assert.rejects(readPackage(`${root}/none`), { code: "not_found" });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("readPackage() reads one file, or a ZIP", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${root}/mine.js`, "\ufeff1");
    assert.deepEqual(await readPackage(`${root}/mine.js`), { "mine.js": "1" });
    const zip = madeZip({ name: "x/mine.ts", text: "2" });
    await Deno.writeFile(`${root}/mine.ZIP`, zip);
    assert.deepEqual(await readPackage(`${root}/mine.ZIP`), { "mine.ts": "2" });
    await Deno.writeTextFile(`${root}/mine.py`, "");
    await assert.rejects(readPackage(`${root}/mine.py`), {
      code: "invalid",
      message: `Cannot read "${root}/mine.py": a strategy is a folder, ` +
        "a .ts or .js file, or a .zip file",
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("readPackage() refuses more than 1 MB in a file, 2 MB in all and 500 files", async () => {
  const root = await Deno.makeTempDir();
  const MB = 1024 * 1024;
  const size = (name: string, bytes: number) =>
    Deno.writeFile(`${root}/${name}`, new Uint8Array(bytes).fill(10));
  const tooLarge = (path: string, message: string) =>
    assert.rejects(readPackage(path), { code: "too_large", message });
  const says = (name: string) =>
    `Cannot read "${name}": a file may have 1 MB, all together 2 MB`;
  try {
    await size("a.ts", MB);
    await size("b.ts", MB);
    const files = await readPackage(root);
    assert.deepEqual(Object.keys(files), ["a.ts", "b.ts"]);
    await size("c.ts", 1);
    await tooLarge(root, says("c.ts"));
    await size("a.ts", MB + 1);
    await tooLarge(root, says("a.ts"));
    await tooLarge(`${root}/a.ts`, says("a.ts"));
    await size("large.zip", 2 * MB + 1);
    await tooLarge(`${root}/large.zip`, says("large.zip"));

    for (let i = 0; i <= 500; i++) await size(`${i}.js`, 0);
    await tooLarge(
      root,
      `Cannot read strategy folder "${root}": it has more than 500 source files`,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("readPackage() says what it cannot read, and why", async () => {
  const root = await Deno.makeTempDir();
  try {
    // A file that nobody may read, whoever one is.
    await Deno.symlink("/proc/self/mem", `${root}/strategy.ts`);
    await assert.rejects(readPackage(`${root}/strategy.ts`), {
      code: "invalid",
      message: 'Cannot read "strategy.ts": EIO: i/o error',
    });
    await Deno.symlink("/dev/null", `${root}/null.ts`);
    const wanted = "a strategy is a folder, a .ts or .js file, or a .zip file";
    await assert.rejects(readPackage(`${root}/null.ts`), {
      code: "invalid",
      message: `Cannot read "${root}/null.ts": it is a device; ${wanted}`,
    });
    await new Deno.Command("mkfifo", { args: [`${root}/fifo.ts`] }).output();
    await assert.rejects(readPackage(`${root}/fifo.ts`), {
      code: "invalid",
      message: `Cannot read "${root}/fifo.ts": it is a pipe; ${wanted}`,
    });
    await assert.rejects(readPackage(`${root}/none`), {
      code: "not_found",
      message: `Cannot read "${root}/none": it is not there, or not any more`,
    });
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
