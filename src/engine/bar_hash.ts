import { type Bar, barLine } from "../domain/bar.ts";
import type { Digest } from "../ports/digest.ts";

/** Returns the hash of bars in their order. */
export function hashBars(bars: readonly Bar[], digest: Digest): string {
  return digest(bars.map(barLine).join("\n"));
}
