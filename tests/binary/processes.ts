/**
 * Processes as `/proc` shows them.
 *
 * @module
 */

/** A process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Who hears the same Ctrl-C. */
  readonly group: number;
  /** When it was started, in ticks since the machine was: with the pid, its name for ever. */
  readonly startedAt: number;
  /** Processor time so far, milliseconds. */
  readonly cpuMs: number;
  /** Dead, but not yet taken note of. */
  readonly isZombie: boolean;
}

const TICK_MS = 10;

/** Returns the processes that a process has started and that are not zombies. */
export function childrenOf(pid: number): ProcessFacts[] {
  return processes()
    .filter(({ parent, isZombie }) => parent === pid && !isZombie);
}

/** Returns those that a process has started, that have ended, and that it has not taken note of. */
export function zombiesOf(pid: number): ProcessFacts[] {
  return processes()
    .filter(({ parent, isZombie }) => parent === pid && isZombie);
}

/** Says whether this very process still runs, whoever is its parent by now. */
export function isAlive({ pid, startedAt }: ProcessFacts): boolean {
  const now = factsOf(pid);
  return now !== undefined && !now.isZombie && now.startedAt === startedAt;
}

function processes(): ProcessFacts[] {
  return [...Deno.readDirSync("/proc")]
    .filter(({ name }) => /^\d+$/.test(name))
    .flatMap(({ name }) => factsOf(Number(name)) ?? []);
}

function factsOf(pid: number): ProcessFacts | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch {
    return undefined; // it has ended
  }
  // The name before the last bracket may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (index: number): number => Number(fields[index] ?? 0);
  return {
    pid,
    parent: field(1),
    group: field(2),
    startedAt: field(19),
    cpuMs: (field(11) + field(12)) * TICK_MS,
    isZombie: fields[0] === "Z" || fields[0] === "X",
  };
}
