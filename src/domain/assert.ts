/** A broken invariant: a bug, never a caller's mistake. The process stops. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Stops the process when something that is always true is not.
 *
 * @throws {InvariantError} naming the invariant
 */
export function assert(
  condition: unknown,
  invariant: string,
): asserts condition {
  if (!condition) throw new InvariantError(`Broken invariant: ${invariant}`);
}
