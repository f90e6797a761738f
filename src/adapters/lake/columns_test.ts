import { strict as assert } from "node:assert";
import { parquetSchema } from "hyparquet";
import { decimal, int64, listOf, root, text } from "./columns.ts";

Deno.test("listOf() describes a list of objects in three levels, as Parquet wants it", () => {
  const schema = [
    root(2),
    int64("n", "OPTIONAL"),
    ...listOf("items", [text("name"), decimal("amount")]),
  ];
  const [n, items] = parquetSchema({ schema }).children;
  assert.equal(n?.element.repetition_type, "OPTIONAL");
  const element = items?.children[0]?.children[0];
  assert.equal(items?.children[0]?.element.repetition_type, "REPEATED");
  assert.deepEqual(element?.children.map(({ path }) => path.join(".")), [
    "items.list.element.name",
    "items.list.element.amount",
  ]);
});

Deno.test("decimal() says its digits in the old way and in the new one", () => {
  const { precision, scale, logical_type } = decimal("cash");
  assert.deepEqual([precision, scale], [38, 9]);
  assert.deepEqual(logical_type, { type: "DECIMAL", precision: 38, scale: 9 });
});
