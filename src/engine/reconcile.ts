import { brokenInvariants } from "../domain/invariants.ts";
import type { Engine } from "./engine.ts";

/**
 * Checks that everything adds up. The simulated exchange has no account of its
 * own to compare with, so what is checked are the books against themselves. A
 * broken invariant stops new orders until the next start.
 */
export function reconcile(engine: Engine, minute: number): void {
  const broken = brokenInvariants(engine.books, minute);
  for (const what of broken) {
    engine.log.write("error", `Broken invariant: ${what}`);
  }
  const [first] = broken;
  if (first === undefined) return void delete engine.broken;
  engine.broken = first;
  engine.halted ??= first;
}
