import type { CodeFault } from "../ports/registry.ts";
import type { Bundle, Packer } from "./bundle.ts";
import { type DryRun, LATER, type TriedTeam } from "./dry_run.ts";
import type { PackageFiles } from "./package.ts";

/** A version that a team wants to play with. */
export interface IntakeSource {
  readonly files: PackageFiles;
  /** File without extension and class: `strategy:MyStrategy`. */
  readonly entryPoint: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Who it is for; absent: a team like any other. */
  readonly team?: TriedTeam;
  /** What was made of the sources before: then only the dry run is to be done. */
  readonly bundle?: Bundle;
}

/** Is told of each version as soon as there is a verdict: its index and the verdict. */
export type OnTaken = (index: number, verdict: Bundle | CodeFault) => void;

/** Decides which versions are taken: packed, then tried. */
export interface Intake {
  /** Takes one version in, or says why not. */
  pack(source: IntakeSource): Promise<Bundle | CodeFault>;
  /** Takes several, in their order; what is wrong with one is its own fault. */
  packAll(
    sources: readonly IntakeSource[],
    onTaken?: OnTaken,
  ): Promise<(Bundle | CodeFault)[]>;
}

/** Dry runs at once: the rest of the machine is for the minutes that go on. */
const SLOTS = 2;

/**
 * Returns the intake; a dry run begins as soon as its strategy is packed. Who has
 * to be tried again comes after everybody who has been tried less often.
 */
export function strategyIntake(
  { packer, dryRun }: { readonly packer: Packer; readonly dryRun: DryRun },
): Intake {
  const inTurn = turns(SLOTS);
  const packAll: Intake["packAll"] = async (sources, onTaken) => {
    const verdicts: (Bundle | CodeFault)[] = [];
    const take = (index: number, verdict: Bundle | CodeFault): void => {
      verdicts[index] = verdict;
      onTaken?.(index, verdict);
    };
    const tries: Promise<void>[] = [];
    const tryAgain = async (index: number, bundle: Bundle): Promise<void> => {
      for (let round = 0;; round++) {
        const fault = await inTurn(
          round,
          () => dryRun({ ...sources[index]!, bundle }, round),
        );
        if (fault !== LATER) return take(index, fault ?? bundle);
      }
    };
    const tryOut = (index: number, bundle: Bundle): void => {
      const done = tryAgain(index, bundle);
      done.catch(() => {}); // waited for at the end, with all others
      tries.push(done);
    };
    const unpacked: number[] = [];
    for (const [index, source] of sources.entries()) {
      const fault = source.bundle ? undefined : entryFault(source);
      if (source.bundle) tryOut(index, source.bundle);
      else if (fault) take(index, fault);
      else unpacked.push(index);
    }
    const toPack = unpacked.map((index) => {
      const { files, entryPoint } = sources[index]!;
      return { files, entry: entryOf(entryPoint) };
    });
    try {
      if (toPack.length > 0) {
        await packer.packAll(toPack, (i, packed) => {
          const index = unpacked[i]!;
          if ("script" in packed) tryOut(index, packed);
          else take(index, packed);
        });
      }
    } finally {
      await Promise.allSettled(tries); // whoever is packed has its verdict
    }
    await Promise.all(tries);
    return verdicts;
  };
  return { packAll, pack: async (source) => (await packAll([source]))[0]! };
}

/** Most names of files in a message. */
const NAMES_MAX = 10;

/** Says which files there are when the one of the entry point is not. */
function entryFault(
  { files, entryPoint }: IntakeSource,
): CodeFault | undefined {
  const entry = entryOf(entryPoint);
  const names = [entry, `${entry}.ts`, `${entry}.js`];
  if (names.some((name) => Object.hasOwn(files, name))) return undefined;
  const all = Object.keys(files);
  const there = all.length === 0
    ? "there is no source file at all"
    : `there is ${all.slice(0, NAMES_MAX).join(", ")}` +
      (all.length > NAMES_MAX ? ` and ${all.length - NAMES_MAX} more` : "");
  return {
    type: "ImportError",
    message: `there is no file ${entry}.ts or ${entry}.js: ${there}; ` +
      "entry_point is file:Class, the file without its ending",
  };
}

function entryOf(entryPoint: string): string {
  return entryPoint.split(":")[0] ?? "";
}

/**
 * Returns what runs at most so many things at once: lower rounds first, in the
 * order in which they come. One place is for the first round alone: whoever
 * comes never waits for those who were late before.
 */
function turns(slots: number) {
  let free = slots;
  let freeLater = slots - 1;
  const waiting: (() => void)[][] = [];
  const next = (): void => {
    const round = waiting.findIndex((queue, round) =>
      queue && queue.length > 0 && (round === 0 || freeLater > 0)
    );
    if (free === 0 || round < 0) return;
    free--;
    if (round > 0) freeLater--;
    waiting[round]?.shift()?.();
  };
  return async <T>(round: number, act: () => Promise<T>): Promise<T> => {
    const queue = waiting[round] ??= [];
    const turn = new Promise<void>((resolve) => queue.push(resolve));
    next();
    await turn;
    try {
      return await act();
    } finally {
      free++;
      if (round > 0) freeLater++;
      next();
    }
  };
}
