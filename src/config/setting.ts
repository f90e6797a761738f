import type { z } from "zod";

/** One setting: what `qtc help` says about it and how its text is read. */
export interface Setting<T = unknown> {
  /** Heading in `qtc help`. */
  readonly group: string;
  /** What stands after the flag; absent for a switch. */
  readonly value?: string;
  /** One line for `qtc help`. */
  readonly help: string;
  readonly schema: z.ZodType<T, string>;
  /** Text that is read when nothing is set; absent when there is no default. */
  readonly default?: string;
  /** What happens when nothing is set, where that is not one text. */
  readonly otherwise?: string;
  /** May be given several times; in a variable, with `|` between them. */
  readonly many?: true;
  /** Only a flag sets it, never a variable. */
  readonly flagOnly?: true;
}
