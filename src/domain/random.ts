/**
 * Chance that can be had again: the same parts give the same numbers on every
 * machine. Only 32-bit integer arithmetic and exact divisions are used.
 *
 * @module
 */

/**
 * Returns a generator of uniform numbers in [0, 1), chosen by `parts`. Any
 * difference in the parts gives an unrelated sequence; `1` and `"1"` differ,
 * and so do `("ab", "c")` and `("a", "bc")`.
 *
 * Source: PractRand's sfc32 (C. Doty-Humphrey), seeded by four FNV-1a lanes
 * with murmur3's finalizer
 */
export function random(...parts: readonly (string | number)[]): () => number {
  const text = parts
    .map((part) =>
      `${typeof part === "number" ? "n" : "s"}${String(part).length}:${part}`
    )
    .join("");
  let a = hash(text, 0x9e3779b9);
  let b = hash(text, 0x85ebca6b);
  let c = hash(text, 0xc2b2ae35);
  let counter = hash(text, 0x27d4eb2f);
  const next = () => {
    const sum = (a + b | 0) + counter | 0;
    counter = counter + 1 | 0;
    a = b ^ b >>> 9;
    b = c + (c << 3) | 0;
    c = (c << 21 | c >>> 11) + sum | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/**
 * Returns a number of mean 0 and variance 1, nearly normal, |value| <= 6: a sum
 * of twelve uniform ones. Logarithms and cosines would be normal to the last
 * digit, but the last digit differs between machines.
 *
 * Source: Irwin-Hall distribution, https://mathworld.wolfram.com/UniformSumDistribution.html
 */
export function gaussian(next: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += next();
  return sum;
}

/** FNV-1a over the UTF-16 units, then mixed so that each bit depends on all. */
function hash(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}
