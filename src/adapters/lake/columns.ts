import type { SchemaElement } from "hyparquet";

const REQUIRED = "REQUIRED";

/** Returns the root of a schema. */
export function root(columns: number): SchemaElement {
  return { name: "root", num_children: columns };
}

/** Returns a column of texts, never null. */
export function text(name: string): SchemaElement {
  return {
    name,
    type: "BYTE_ARRAY",
    repetition_type: REQUIRED,
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
  };
}

/** Returns a column of whole numbers. */
export function int64(
  name: string,
  repetition: "REQUIRED" | "OPTIONAL" = REQUIRED,
): SchemaElement {
  return { name, type: "INT64", repetition_type: repetition };
}

/** Returns a column of floating-point numbers. */
export function double(
  name: string,
  repetition: "REQUIRED" | "OPTIONAL" = REQUIRED,
): SchemaElement {
  return { name, type: "DOUBLE", repetition_type: repetition };
}

/** Returns a column of moments, Unix milliseconds UTC, never null. */
export function timestamp(name: string): SchemaElement {
  return {
    name,
    type: "INT64",
    repetition_type: REQUIRED,
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  };
}

/** Returns a column of exact amounts, DECIMAL(38, 9), never null. */
export function decimal(name: string): SchemaElement {
  return {
    name,
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: 16,
    repetition_type: REQUIRED,
    converted_type: "DECIMAL",
    scale: 9,
    precision: 38,
    logical_type: { type: "DECIMAL", scale: 9, precision: 38 },
  };
}

/** Returns a column of lists of objects, neither ever null. */
export function listOf(
  name: string,
  fields: readonly SchemaElement[],
): SchemaElement[] {
  return [
    {
      name,
      repetition_type: REQUIRED,
      num_children: 1,
      converted_type: "LIST",
      logical_type: { type: "LIST" },
    },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    {
      name: "element",
      repetition_type: REQUIRED,
      num_children: fields.length,
    },
    ...fields,
  ];
}
