import type { ValidationTargets } from "hono";
import { validator } from "hono/validator";
import { z } from "zod";
import { QtcError } from "../domain/error.ts";

/** Checks one part of a request; a bad one becomes `QtcError("invalid")`. */
export function validate<
  Target extends keyof ValidationTargets,
  Schema extends z.ZodType,
>(target: Target, schema: Schema) {
  return validator(target, (value): z.output<Schema> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map((issue) => issue.message);
    throw new QtcError(
      "invalid",
      `Cannot read ${target}: ${faults.join("; ")}`,
    );
  });
}

/**
 * Returns a schema for a parameter that is a whole number, in plain digits.
 *
 * @param name For the message
 * @param from Lowest, included
 * @param to Highest, included
 * @param otherwise Taken when the parameter is absent
 */
export function wholeNumber(
  name: string,
  from: number,
  to: number,
  otherwise: number,
) {
  const message = `${name} must be one whole number from ${from} to ${to}`;
  return z.string(message).regex(/^\d{1,9}$/, message).transform(Number)
    .refine((value) => value >= from && value <= to, message)
    .prefault(String(otherwise));
}
