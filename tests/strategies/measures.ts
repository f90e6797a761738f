/**
 * What the engine's own process does while hostile programs run: memory, event
 * loop, children, descriptors.
 *
 * @module
 */

/** What the engine's process came to. */
export interface Measured {
  /** Most memory above that at the start, bytes. */
  readonly growth: number;
  /** 99th percentile of how late the event loop was, milliseconds. */
  readonly lateMs: number;
}

/** A measurement under way. */
export interface Measuring {
  /** Ends it. */
  stop(): Measured;
}

/** Between two looks, milliseconds. */
const LOOK_MS = 10;

/** Begins to measure. */
export function measure(): Measuring {
  const start = Deno.memoryUsage().rss;
  const late: number[] = [];
  let most = start;
  let due = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + LOOK_MS;
    most = Math.max(most, Deno.memoryUsage().rss);
  }, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      late.sort((a, b) => a - b);
      return {
        growth: most - start,
        lateMs: late[Math.floor(late.length * 0.99)] ?? 0,
      };
    },
  };
}

/** Returns this process's children, the dead that nobody has taken note of too. */
export function children(): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(parent) === Deno.pid) found.push(Number(name));
    } catch {
      // It has ended between the two looks.
    }
  }
  return found;
}

/** Returns how many descriptors this process has open. */
export function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

/** Looks again until it holds, and says whether it did within `maxMs`. */
export async function holds(
  look: () => boolean,
  maxMs: number,
): Promise<boolean> {
  const end = performance.now() + maxMs;
  while (!look()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return true;
}
