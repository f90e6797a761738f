import { strict as assert } from "node:assert";
import { parquetMetadata } from "hyparquet";
import { decimal, double, int64, root, text, timestamp } from "./columns.ts";
import { packDecimals } from "./decimal_bytes.ts";
import { appendGroups, publishGroups, readColumns } from "./parquet_file.ts";
import { groupsOf, type Schema } from "./parquet_metadata.ts";
import { isUnavailable, publish, tempFolder } from "./table_fixture_test.ts";
import type { Column } from "./write_groups.ts";

const SCHEMA: Schema = [
  root(5),
  int64("seq"),
  timestamp("at"),
  decimal("cash"),
  text("name"),
  double("x", "OPTIONAL"),
];
const NAMES = ["seq", "at", "cash", "name", "x"];

Deno.test("appendGroups() writes a file that readColumns() reads, exactly", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 3)], publish);
  const columns = await readColumns(path, SCHEMA, { columns: NAMES });
  assert.deepEqual(columns.get("seq"), [1n, 2n, 3n]);
  assert.deepEqual(columns.get("at"), [60_000, 120_000, 180_000]);
  const huge = 10n ** 21n;
  assert.deepEqual(columns.get("cash"), [huge + 1n, huge + 2n, huge + 3n]);
  assert.deepEqual(columns.get("name"), ["n1", "n2", "n3"]);
  assert.deepEqual(columns.get("x")?.map((x) => x ?? "none"), [
    0.5,
    "none",
    1.5,
  ]);
  const only = await readColumns(path, SCHEMA, { columns: ["name"] });
  assert.deepEqual([...only.keys()], ["name"]);
});

Deno.test("appendGroups() gives the same bytes day by day as all at once", () => {
  using temp = tempFolder();
  const days = [group(1, 30), group(31, 1), [], group(32, 500), group(532, 9)];
  const once = `${temp.path}/once.parquet`;
  appendGroups(once, SCHEMA, days, publish);
  const daily = `${temp.path}/daily.parquet`;
  for (const day of days) appendGroups(daily, SCHEMA, [day], publish);
  assert.deepEqual(Deno.readFileSync(daily), Deno.readFileSync(once));
  const halves = `${temp.path}/halves.parquet`;
  appendGroups(halves, SCHEMA, days.slice(0, 3), publish);
  appendGroups(halves, SCHEMA, days.slice(3), publish);
  assert.deepEqual(Deno.readFileSync(halves), Deno.readFileSync(once));
  assert.deepEqual(names(temp.path), [
    "daily.parquet",
    "halves.parquet",
    "once.parquet",
  ]);
});

Deno.test("appendGroups() copies old groups byte for byte, whatever they hold", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 200)], publish);
  const old = Deno.readFileSync(path);
  old[100] = (old[100] ?? 0) ^ 0xff; // an encoder would have noticed
  Deno.writeFileSync(path, old);
  appendGroups(path, SCHEMA, [group(201, 5)], publish);
  const end = old.length - 8 -
    new DataView(old.buffer).getUint32(old.length - 8, true);
  assert.deepEqual(
    Deno.readFileSync(path).subarray(0, end),
    old.subarray(0, end),
  );
});

Deno.test("appendGroups() copies files larger than a block", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(
    path,
    SCHEMA,
    [group(1, 70_000), group(70_001, 70_000)],
    publish,
  );
  assert(Deno.statSync(path).size > 2 ** 21);
  appendGroups(path, SCHEMA, [group(140_001, 2)], publish);
  const columns = await readColumns(path, SCHEMA, { columns: ["seq", "cash"] });
  assert.deepEqual(columns.get("seq")?.length, 140_002);
  columns.get("seq")?.forEach((seq, i) => assert.equal(seq, BigInt(i + 1)));
  columns.get("cash")?.forEach((cash, i) =>
    assert.equal(cash, 10n ** 21n + BigInt(i + 1))
  );
});

Deno.test("appendGroups() names its maker, keeps bounds where told and no offset index", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 3)], publish);
  const metadata = parquetMetadata(Deno.readFileSync(path).buffer);
  assert.equal(metadata.created_by, "qtc");
  const columns = metadata.row_groups[0]?.columns ?? [];
  assert.deepEqual(
    columns.map(({ meta_data }) => meta_data?.statistics !== undefined),
    [true, true, false, true, false],
  );
  assert(columns.every((each) => each.offset_index_offset === undefined));
});

Deno.test("appendGroups() leaves a file that it cannot go on from, and says so", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 3)], publish);
  const whole = Deno.readFileSync(path);
  const append = () => appendGroups(path, SCHEMA, [group(4, 3)], publish);
  const replace = () => publishGroups(path, SCHEMA, [group(4, 3)], publish);
  for (let size = 0; size < whole.length; size += size < 16 ? 1 : 7) {
    const cut = whole.subarray(0, size);
    Deno.writeFileSync(path, cut);
    assert.throws(append, isUnavailable(path), `${size} bytes`);
    assert.throws(replace, isUnavailable(path), `${size} bytes`);
    assert.throws(() => groupsOf(path, SCHEMA), isUnavailable(path));
    assert.deepEqual(Deno.readFileSync(path), cut);
  }
  const other: Schema = [...SCHEMA.slice(0, -1), double("y", "OPTIONAL")];
  Deno.writeFileSync(path, whole);
  assert.throws(
    () => appendGroups(path, other, [], publish),
    /it has other columns/,
  );
  assert.deepEqual(Deno.readFileSync(path), whole);
  const folder = `${temp.path}/folder`;
  Deno.mkdirSync(folder);
  assert.throws(
    () => appendGroups(folder, SCHEMA, [], publish),
    isUnavailable(folder),
  );
  assert.deepEqual(names(temp.path), ["folder", "t.parquet"]);
});

Deno.test("appendGroups() keeps the old file when what was written does not read back", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 3)], publish);
  const whole = Deno.readFileSync(path);
  const beside = `${path}.new`;
  const spoiledBy = (spoil: () => void) =>
    function* () {
      yield group(4, 3);
      spoil();
      yield group(7, 3);
    };
  const cut = spoiledBy(() => Deno.truncateSync(beside, 0));
  const exchanged = spoiledBy(() => {
    Deno.removeSync(beside);
    Deno.copyFileSync(path, beside);
  });
  assert.throws(
    () => appendGroups(path, SCHEMA, cut(), publish),
    isUnavailable(beside),
  );
  assert.throws(() => appendGroups(path, SCHEMA, exchanged(), publish), {
    code: "unavailable",
    message: `Cannot write "${path}": its groups have 3 rows, not 3,3,3`,
  });
  assert.deepEqual(Deno.readFileSync(path), whole);
  assert.deepEqual(names(temp.path), ["t.parquet"]);
});

Deno.test("appendGroups() passes on what the rows' maker throws, and what the disk refuses as unavailable", () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  const bug = new RangeError("a bug");
  const throwing = (error: Error) => () =>
    appendGroups(path, SCHEMA, [], () => {
      throw error;
    });
  assert.throws(throwing(bug), (error) => error === bug);
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  assert.throws(throwing(full), isUnavailable(path));
});

Deno.test("publishGroups() replaces what a file held", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  publishGroups(path, SCHEMA, [group(1, 3)], publish);
  publishGroups(path, SCHEMA, [group(8, 2)], publish);
  const columns = await readColumns(path, SCHEMA, { columns: ["seq"] });
  assert.deepEqual(columns.get("seq"), [8n, 9n]);
});

Deno.test("readColumns() reads wanted groups only, and nothing of no file", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  const selection = { columns: ["seq"] };
  assert.equal((await readColumns(path, SCHEMA, selection)).size, 0);
  appendGroups(path, SCHEMA, [group(1, 3), group(4, 2), group(6, 1)], publish);
  const columns = await readColumns(path, SCHEMA, {
    ...selection,
    wants: ({ rows, bounds }) => rows === 2 || bounds.get("seq")?.min === 6n,
  });
  assert.deepEqual(columns.get("seq"), [4n, 5n, 6n]);
  const none = await readColumns(path, SCHEMA, {
    ...selection,
    wants: () => false,
  });
  assert.equal(none.size, 0);
});

Deno.test("readColumns() says that a file whose data are damaged cannot be read", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 200)], publish);
  const bytes = Deno.readFileSync(path);
  bytes.fill(0xff, 4, 40);
  Deno.writeFileSync(path, bytes);
  await assert.rejects(readColumns(path, SCHEMA, { columns: NAMES }), {
    code: "unavailable",
    message: `Cannot read "${path}": it is damaged`,
  });
});

Deno.test("readColumns() says it in our words wherever bytes are wrong", async () => {
  using temp = tempFolder();
  const path = `${temp.path}/t.parquet`;
  appendGroups(path, SCHEMA, [group(1, 200)], publish);
  const whole = Deno.readFileSync(path);
  let refused = 0;
  for (let at = 0; at < whole.length; at += 7) {
    const bytes = new Uint8Array(whole);
    bytes.fill(0xff, at, at + 9);
    Deno.writeFileSync(path, bytes);
    try {
      await readColumns(path, SCHEMA, { columns: NAMES });
    } catch (error) {
      assert.ok(error instanceof Error);
      const [, state] = error.message.split('": ');
      assert.match(
        state ?? "",
        /^it (is damaged|is no Parquet file|is cut off|has other columns .*)$|^its footer is damaged$/,
      );
      refused++;
    }
  }
  assert.ok(refused > 5, `${refused}`);
});

/** Rows `first`, `first + 1`, …. */
function group(first: number, rows: number): Column[] {
  const seqs = Array.from({ length: rows }, (_, i) => first + i);
  return [
    { name: "seq", values: seqs.map(BigInt), bounds: true },
    {
      name: "at",
      values: seqs.map((seq) => BigInt(seq * 60_000)),
      bounds: true,
    },
    {
      name: "cash",
      values: packDecimals(seqs.map((seq) => 10n ** 21n + BigInt(seq))),
    },
    { name: "name", values: seqs.map((seq) => `n${seq}`), bounds: true },
    {
      name: "x",
      values: seqs.map((seq) => seq % 2 ? seq / 2 : undefined),
    },
  ];
}

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}
