import { strict as assert } from "node:assert";
import { join } from "node:path";
import { copyFile, copyTree, linkOrCopy, sizeOf } from "./copy_tree.ts";

/** Runs work in a folder that holds some files, `from/…`. */
async function withFiles(
  paths: readonly string[],
  work: (folder: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "qtc-tree-" });
  try {
    for (const path of paths) {
      const whole = join(folder, "from", path);
      await Deno.mkdir(join(whole, ".."), { recursive: true });
      await Deno.writeTextFile(whole, path);
    }
    work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function inode(path: string): number | null {
  return Deno.statSync(path).ino;
}

Deno.test("copyTree() copies what is whole, with its permissions, and says how much", () =>
  withFiles(["a", "b/c", "b/d/e", "f.new", "g.partial/h"], (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    Deno.chmodSync(join(from, "b/c"), 0o640);
    Deno.symlinkSync("a", join(from, "link"));
    assert.equal(copyTree(from, to, copyFile), 3);
    const names = (path: string) =>
      [...Deno.readDirSync(path)].map(({ name }) => name).sort();
    assert.deepEqual(names(to), ["a", "b"]);
    assert.deepEqual(names(join(to, "b")), ["c", "d"]);
    assert.equal(Deno.readTextFileSync(join(to, "b/d/e")), "b/d/e");
    assert.equal((Deno.statSync(join(to, "b/c")).mode ?? 0) & 0o777, 0o640);
    assert.equal(sizeOf(to), 1 + 3 + 5);
    assert.notEqual(inode(join(from, "a")), inode(join(to, "a")));
  }));

Deno.test("copyTree() makes nothing where there is nothing, and goes on when a file is gone", () =>
  withFiles(["a", "b", "c/d"], (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    assert.equal(copyTree(join(folder, "none"), to, copyFile), 0);
    assert.throws(() => Deno.statSync(to), Deno.errors.NotFound);
    const place = (source: string, target: string): void => {
      for (const path of ["b", "c"]) {
        try {
          Deno.removeSync(join(from, path), { recursive: true });
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
      copyFile(source, target);
    };
    const files = copyTree(from, to, place);
    assert(files <= 1);
    for (const { name } of Deno.readDirSync(to)) assert.equal(name, "a");
  }));

Deno.test("copyTree() throws what the system says of anything else", () =>
  withFiles(["a"], (folder) => {
    const place = () => {
      throw new Error("the disk is full");
    };
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    assert.throws(() => copyTree(from, to, place), /the disk is full/);
  }));

Deno.test("linkOrCopy() gives the same file a second name", () =>
  withFiles(["a", "b/c"], (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    copyTree(from, to, linkOrCopy());
    for (const path of ["a", "b/c"]) {
      assert.equal(inode(join(from, path)), inode(join(to, path)));
    }
  }));

Deno.test("linkOrCopy() copies from the first refusal on, and not what is gone", () =>
  withFiles(["a", "b", "c"], (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    Deno.mkdirSync(to);
    let asked = 0;
    const place = linkOrCopy((source, target) => {
      if (++asked === 2) throw new Error("Invalid cross-device link");
      Deno.linkSync(source, target);
    });
    for (const name of ["a", "b", "c"]) {
      place(join(from, name), join(to, name));
      assert.equal(Deno.readTextFileSync(join(to, name)), name);
    }
    assert.equal(asked, 2);
    const isLinked = ["a", "b", "c"].map((name) =>
      inode(join(from, name)) === inode(join(to, name))
    );
    assert.deepEqual(isLinked, [true, false, false]);
    const fresh = linkOrCopy();
    assert.throws(
      () => fresh(join(from, "none"), join(to, "none")),
      Deno.errors.NotFound,
    );
  }));

Deno.test("linkOrCopy() copies onto another device", () =>
  withFiles(["a"], (folder) => {
    const other = "/dev/shm";
    const isOther = (() => {
      try {
        return Deno.statSync(other).dev !== Deno.statSync(folder).dev;
      } catch {
        return false; // there is no such device here
      }
    })();
    if (!isOther) return;
    const to = Deno.makeTempDirSync({ dir: other });
    try {
      assert.equal(copyTree(join(folder, "from"), to, linkOrCopy()), 1);
      assert.equal(Deno.readTextFileSync(join(to, "a")), "a");
    } finally {
      Deno.removeSync(to, { recursive: true });
    }
  }));
