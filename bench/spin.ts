/** Shortest of this many trials counts: whatever else runs only makes it longer. */
const TRIALS = 60;

/**
 * Computes for a while and returns a number that nobody needs. It uses no name
 * from outside: its text runs in a strategy's realm as well.
 */
export function spin(rounds: number): number {
  let x = 1;
  for (let i = 0; i < rounds; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

/** Returns the rounds of {@linkcode spin} that take one millisecond of an idle core. */
export function calibrate(): number {
  const rounds = 400_000;
  let shortest = Infinity;
  for (let trial = 0; trial < TRIALS; trial++) {
    const started = performance.now();
    spin(rounds);
    shortest = Math.min(shortest, performance.now() - started);
  }
  return Math.round(rounds / shortest);
}
