/**
 * What a hostile program did against what it must do.
 *
 * @module
 */

import { parseSignal } from "../../src/domain/signal.ts";
import type { CodeFault } from "../../src/ports/registry.ts";
import type { StrategyRun } from "../../src/ports/strategies.ts";
import type { Bundle } from "../../src/sandbox/bundle.ts";
import { outcomeAt } from "./expected.ts";
import type { Program } from "./programs.ts";
import type { Stage } from "./stage.ts";

/** Longest text that a team is told. */
const MESSAGE_MAX = 2000;

/** Returns what is wrong with how a program was packed. */
export function faultSurprises(
  program: Program,
  packed: Bundle | CodeFault,
): string[] {
  const { id, expected } = program;
  const isFault = !("script" in packed);
  if (isFault !== (expected.outcomes.length === 0)) {
    return [
      `${id}: ${isFault ? `refused: ${packed.message}` : "not refused"}`,
    ];
  }
  if (!isFault) return [];
  if (packed.type !== expected.intake) {
    return [`${id}: ${packed.type} instead of ${expected.intake}`];
  }
  return toldSurprises(program, packed).map((each) => `${id}: ${each}`);
}

/** Returns what is wrong with what intake says of a program that can be packed. */
export function intakeSurprises(
  { id, expected, ...program }: Program,
  verdict: Bundle | CodeFault,
): string[] {
  const isTaken = "script" in verdict;
  const said = isTaken ? "ok" : verdict.type;
  const found: string[] = [];
  if (said !== expected.intake) {
    found.push(
      `${said} instead of ${expected.intake}: ${
        isTaken ? "" : verdict.message.slice(0, 300)
      }`,
    );
  } else if (!isTaken && expected.refusal !== undefined) {
    if (!matches(verdict.message, expected.refusal)) {
      found.push(`says ${JSON.stringify(verdict.message.slice(0, 500))}`);
    }
  } else if (!isTaken && verdict.type === expected.error?.type) {
    found.push(...toldSurprises({ id, expected, ...program }, verdict));
  }
  return found.map((each) => `${id}, intake: ${each}`);
}

/** Returns what is wrong with a run; `minute` counts from 0. */
export function runSurprises(
  { program, minute, run, stage }: {
    readonly program: Program;
    readonly minute: number;
    /** Absent: it was not called. */
    readonly run: StrategyRun | undefined;
    readonly stage: Stage;
  },
): string[] {
  const { id, expected } = program;
  const wanted = outcomeAt(expected, minute);
  const outcome = run?.outcome ?? "quarantined";
  const found: string[] = [];
  if (outcome !== wanted) {
    const message = run?.error?.message ?? JSON.stringify(run?.signals);
    found.push(`${outcome} instead of ${wanted}: ${message?.slice(0, 300)}`);
  }
  const isFirstBad = expected.outcomes.findIndex((each) => each !== "ok") ===
    minute;
  if (isFirstBad && run) found.push(...toldSurprises(program, run.error));
  if (minute === expected.minutes - 1) {
    found.push(...lastSurprises(program, run, stage));
  }
  return found.map((each) => `${id}, minute ${minute}: ${each}`);
}

function lastSurprises(
  { id, expected }: Program,
  run: StrategyRun | undefined,
  stage: Stage,
): string[] {
  const found: string[] = [];
  const differ = (what: string, seen: unknown, wanted: unknown) => {
    if (
      wanted === undefined || JSON.stringify(seen) === JSON.stringify(wanted)
    ) {
      return;
    }
    found.push(
      `${what} ${JSON.stringify(seen)?.slice(0, 2000)} instead of ${
        JSON.stringify(wanted)
      }`,
    );
  };
  differ("signals", run?.signals, expected.signals);
  differ("state", stage.stateOf(id), expected.state);
  const afterwards = stage.isOut(id) ? "quarantined" : "running";
  differ("afterwards", afterwards, expected.afterwards);
  if (expected.verdicts) {
    const said = (run?.signals ?? []).map((signal) => {
      const parsed = parseSignal(signal);
      return parsed.kind === "fault" ? parsed.message : parsed.kind;
    });
    const isRight = said.length === expected.verdicts.length &&
      said.every((text, i) => matches(text, expected.verdicts![i]!));
    if (!isRight) found.push(`verdicts ${JSON.stringify(said)}`);
  }
  if (expected.log !== undefined && !matches(run?.log ?? "", expected.log)) {
    found.push(`log ${JSON.stringify(run?.log.slice(0, 500))}`);
  }
  return found;
}

function toldSurprises(
  { entry, files, expected: { error } }: Program,
  told: { readonly type: string; readonly message: string } | undefined,
): string[] {
  if (!error) return [];
  if (!told) return ["nothing is told"];
  const { type, message } = told;
  const found: string[] = [];
  if (type !== error.type) found.push(`${type} instead of ${error.type}`);
  if (!matches(message, error.message)) {
    found.push(`says ${JSON.stringify(message.slice(0, 500))}`);
  }
  if (message.length > MESSAGE_MAX) {
    found.push(`says ${message.length} letters`);
  }
  const file = error.file ??
    Object.keys(files).find((name) => name.startsWith(`${entry}.`));
  if (error.line !== undefined && !message.includes(`${file}:${error.line}:`)) {
    found.push(`names not line ${error.line}: ${message.slice(-200)}`);
  }
  return found;
}

function matches(text: string, pattern: string): boolean {
  return new RegExp(pattern, "su").test(text);
}
