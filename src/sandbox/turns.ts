/**
 * How long a strategy runs before others get their turn, milliseconds. From
 * then on it runs until it answers or is ended, unless somebody comes first, so
 * that those which never answer meet their deadline one after the other.
 */
export const SHORT_MS = 250;

/**
 * Who has to look several times a second and has not done so for longer than
 * this was stalled, milliseconds.
 */
export const STALL_MS = 250;

/** A process that can be stopped and goes on later where it was. */
export interface Stoppable {
  pause(): void;
  resume(): void;
}

/** One call among those that want a processor. */
export interface Turn {
  /** Its process works from now on, and can be stopped. */
  begin(child: Stoppable): void;
  /**
   * Returns the milliseconds since `begin()`, less those in which it was
   * stopped, had left, or nobody looked.
   */
  ranMs(): number;
  /** Its process waits for something of ours: others may run. */
  leave(): void;
  /** Resolves when there is a slot again for who has left. */
  rejoin(): Promise<void>;
  /** Says that it is done, however it went. */
  end(): void;
}

/** Who may run: as many at once as there are slots. */
export interface Turns {
  /** Resolves when there is a slot; who asks first comes first. */
  take(): Promise<Turn>;
  /** Stops those who have had their turn while others come first. */
  look(): void;
}

/** How turns are shared. */
export interface TurnsOptions {
  /** Returns real time on any scale, milliseconds. */
  readonly now: () => number;
  /** When nobody new comes before those that were stopped; default: never. */
  readonly shortUntil?: number;
}

interface Job {
  /** Place in the order of the calls, from 0. */
  readonly rank: number;
  /** Milliseconds that it ran before it was stopped or left. */
  ranMs: number;
  /** When its process began or went on; absent while it does not run. */
  since?: number | undefined;
  child?: Stoppable;
  /** Waits for a slot; absent when its process does, stopped. */
  called?: (() => void) | undefined;
}

/**
 * Returns how calls share the slots: first whoever has not had a short turn,
 * then the others, each in the order of the calls. A quick strategy waits for
 * one short turn of each slow one at most, and never for its deadline. What is
 * stopped uses no time of its own.
 */
export function takeTurns(
  slots: number,
  { now, shortUntil = Infinity }: TurnsOptions,
): Turns {
  const running = new Set<Job>();
  const waiting = new Set<Job>();
  let taken = 0;
  const present = presence(now, running);
  const order = byTurn(shortUntil);
  const first = (): Job | undefined => {
    const at = present();
    return [...waiting].sort((a, b) => order(a, b, at))[0];
  };
  const next = (): void => {
    while (running.size < slots) {
      const job = first();
      if (!job) return;
      waiting.delete(job);
      running.add(job);
      if (job.child) job.since = present();
      const { called } = job;
      job.called = undefined;
      if (called) called();
      else job.child?.resume();
    }
  };
  const leave = (job: Job): void => {
    halt(job, present());
    if (running.delete(job)) next();
    // It had answered, or was ended, when it was stopped.
    else if (waiting.delete(job)) job.child?.resume();
  };
  const wait = (job: Job, called: () => void): void => {
    job.called = called;
    waiting.add(job);
    next();
  };
  const turnOf = (job: Job): Turn => ({
    begin(child) {
      job.child = child;
      job.since = present();
    },
    ranMs: () => ranMs(job, present()),
    leave: () => leave(job),
    rejoin: () => new Promise((resolve) => wait(job, resolve)),
    end: () => leave(job),
  });
  return {
    take: () =>
      new Promise((resolve) => {
        const job: Job = { rank: taken++, ranMs: 0 };
        wait(job, () => resolve(turnOf(job)));
      }),
    look() {
      const at = present();
      const late = [...running].filter((job) => ranMs(job, at) >= SHORT_MS)
        .sort((a, b) => order(b, a, at));
      for (const job of late) {
        const other = first();
        if (!other || order(other, job, at) >= 0) break;
        job.child!.pause();
        halt(job, at);
        running.delete(job);
        waiting.add(job);
        next();
      }
      next();
    },
  };
}

/** Returns what returns the time: what was long after the last look counts for nobody. */
function presence(now: () => number, running: Iterable<Job>): () => number {
  let seen = now();
  return () => {
    const at = now();
    const stalledMs = at - seen > STALL_MS ? at - seen : 0;
    seen = at;
    for (const job of running) {
      if (job.since !== undefined) job.since += stalledMs;
    }
    return at;
  };
}

/** Returns what is below 0 when `a` comes before `b`. */
function byTurn(shortUntil: number) {
  const isLong = (job: Job, at: number) =>
    at >= shortUntil || ranMs(job, at) >= SHORT_MS;
  return (a: Job, b: Job, at: number): number =>
    Number(isLong(a, at)) - Number(isLong(b, at)) || a.rank - b.rank;
}

function ranMs({ ranMs, since }: Job, at: number): number {
  return ranMs + (since === undefined ? 0 : at - since);
}

function halt(job: Job, at: number): void {
  job.ranMs = ranMs(job, at);
  job.since = undefined;
}
