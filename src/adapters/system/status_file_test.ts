import { strict as assert } from "node:assert";
import { FakeClock } from "../../testing/fake_clock.ts";
import { readStatusFile, statusFile } from "./status_file.ts";

const HASH = "0123456789abcdef".repeat(4);
const at = (length: number) => ({ length, hash: HASH });

Deno.test("statusFile() writes what readStatusFile() reads", () => {
  using temp = tempFolder();
  assert.equal(readStatusFile(temp.path), undefined);
  statusFile(temp.path, clock()).write({ length: 12, hash: HASH });
  assert.deepEqual(readStatusFile(temp.path), { length: 12, hash: HASH });
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(temp.file)), {
    ledger: { length: 12, head: HASH },
  });
});

Deno.test("statusFile() writes what else there is to say as it is then", () => {
  using temp = tempFolder();
  let minutes = 1;
  const status = statusFile(temp.path, clock(), () => ({ minutes, low: null }));
  status.write(at(1));
  minutes = 2;
  status.write(at(2), true);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(temp.file)), {
    ledger: { length: 2, head: HASH },
    minutes: 2,
    low: null,
  });
  assert.deepEqual(readStatusFile(temp.path), at(2));
});

Deno.test("statusFile() writes at most once a second, unless it must", () => {
  using temp = tempFolder();
  const wall = clock();
  const status = statusFile(temp.path, wall);
  const length = (): number | undefined => readStatusFile(temp.path)?.length;
  status.write(at(1));
  assert.equal(length(), 1);
  wall.advance(999);
  status.write(at(2));
  assert.equal(length(), 1);
  wall.advance(1);
  status.write(at(3));
  assert.equal(length(), 3);
  status.write(at(4));
  assert.equal(length(), 3);
  status.write(at(4), true);
  assert.equal(length(), 4);
  // A clock that is set back does not stop it.
  wall.advance(-3_600_000);
  status.write(at(5));
  assert.equal(length(), 5);
});

Deno.test("statusFile() does not write the same head again", () => {
  using temp = tempFolder();
  const wall = clock();
  const status = statusFile(temp.path, wall);
  status.write(at(1));
  Deno.removeSync(temp.file);
  wall.advance(5_000);
  status.write(at(1));
  status.write(at(1), true);
  assert.equal(readStatusFile(temp.path), undefined);
  status.write(at(2));
  assert.equal(readStatusFile(temp.path)?.length, 2);
});

Deno.test("statusFile() says what cannot be written, and tries again", () => {
  using temp = tempFolder();
  const status = statusFile(temp.path, clock());
  Deno.writeTextFileSync(`${temp.path}/runtime`, "in the way");
  assert.throws(() => status.write(at(1)), (error) => {
    assert(error instanceof Error);
    assert.equal("code" in error && error.code, "unavailable");
    assert(error.message.startsWith(`Cannot write status "${temp.file}": `));
    return true;
  });
  Deno.removeSync(`${temp.path}/runtime`);
  status.write(at(1));
  assert.equal(readStatusFile(temp.path)?.length, 1);
});

Deno.test("readStatusFile() refuses a damaged file and names it", () => {
  using temp = tempFolder();
  Deno.mkdirSync(`${temp.path}/runtime`);
  const head = (length: unknown, head: unknown): string =>
    JSON.stringify({ ledger: { length, head } });
  const damaged = [
    "",
    "\0\0\0\0",
    '{"ledger": {"length": 7, "he',
    "null",
    "7",
    "{}",
    '{"ledger": null}',
    '{"ledger": {}}',
    head("7", HASH),
    head(-1, HASH),
    head(1.5, HASH),
    head(7, undefined),
    head(7, HASH.slice(1)),
    head(7, HASH.toUpperCase()),
  ];
  for (const text of damaged) {
    Deno.writeTextFileSync(temp.file, text);
    assert.throws(() => readStatusFile(temp.path), {
      name: "QtcError",
      code: "unavailable",
      message: `Cannot read status "${temp.file}": it does not say where the ` +
        "ledger ended; mend or remove the file",
    }, text);
    assert.equal(Deno.readTextFileSync(temp.file), text);
  }
  Deno.writeTextFileSync(temp.file, head(0, HASH));
  assert.deepEqual(readStatusFile(temp.path), { length: 0, hash: HASH });
});

Deno.test("readStatusFile() says why it cannot read", () => {
  using temp = tempFolder();
  Deno.mkdirSync(temp.file, { recursive: true });
  assert.throws(() => readStatusFile(temp.path), {
    code: "unavailable",
    message: /^Cannot read status ".*status\.json": .*directory/i,
  });
});

function clock(): FakeClock {
  return new FakeClock("2026-11-20T14:30:00Z");
}

function tempFolder() {
  const path = Deno.makeTempDirSync({ prefix: "qtc-status-" });
  return {
    path,
    file: `${path}/runtime/status.json`,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
