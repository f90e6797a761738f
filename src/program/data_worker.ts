/**
 * The thread that reads bars for others: data requests of strategies, or
 * questions of the API. It has a connection of its own, so that a question costs
 * the engine two messages.
 *
 * @module
 */

import {
  type OpenHistory,
  openHistory,
  untouchedHistory,
} from "../adapters/sqlite/bar_reader.ts";
import type { BarsAnswer, BarsQuestion } from "../api/bars_question.ts";
import { errorText } from "../domain/error.ts";
import type { Instrument } from "../domain/instrument.ts";
import { answerText, type DataUse } from "../sandbox/data_requests.ts";
import type { DataRequest } from "../sandbox/protocol.ts";
import { answerBars } from "./bars_answer.ts";

/** A question: of strategies, or of the API. */
export type DataAsk =
  | {
    readonly kind: "ask";
    readonly use: DataUse;
    readonly requests: readonly DataRequest[];
  }
  | { readonly kind: "bars"; readonly question: BarsQuestion };

/** What the engine's thread says. */
export type DataCommand =
  /** First, and again after it has failed. */
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly instruments: readonly Instrument[];
    /** Whether nothing may change in the folder. */
    readonly untouched: boolean;
  }
  | DataAsk
  | { readonly kind: "close" };

/** The answer to a question. */
export type DataAnswered =
  | {
    readonly kind: "answered";
    /** JSON text. */
    readonly text: Uint8Array;
    readonly use: DataUse;
  }
  | { readonly kind: "bars_answered"; readonly answer: BarsAnswer };

/** What the thread answers: one report for each question. */
export type DataReport =
  | DataAnswered
  /** It has let go of everything, and waits to be told to open it again. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The thread itself is no more; it cannot say so, who started it does. */
  | { readonly kind: "died"; readonly reason: string }
  | { readonly kind: "closed" };

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<DataCommand>) => void;
  postMessage(report: DataReport, given?: readonly ArrayBuffer[]): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerGlobal;
/** What is read from; nothing before it was opened, and after it has failed. */
let history: OpenHistory | undefined;
let instruments: ReadonlyMap<string, Instrument> = new Map();

scope.onmessage = ({ data }) => {
  try {
    obey(data);
  } catch (error) {
    letGo();
    scope.postMessage({ kind: "failed", reason: errorText(error) });
  }
};

/** A thread that ends leaves open files behind in the process: this one stays. */
function letGo(): void {
  const opened = history;
  history = undefined;
  opened?.close();
}

function obey(command: DataCommand): void {
  if (command.kind === "open") return open(command);
  if (command.kind === "close") {
    letGo();
    scope.postMessage({ kind: "closed" });
    return scope.close();
  }
  if (!history) return; // opening has failed, and that was said
  if (command.kind === "ask") {
    const { use, requests } = command;
    const text = answerText({ history, instruments }, use, requests);
    return scope.postMessage({ kind: "answered", text, use }, [text.buffer]);
  }
  const answer = answerBars(history, command.question);
  const given = answer.kind === "bars" ? [answer.body.buffer] : [];
  scope.postMessage({ kind: "bars_answered", answer }, given);
}

function open(command: DataCommand & { readonly kind: "open" }): void {
  const { dataDir, untouched } = command;
  instruments = new Map(
    command.instruments.map((each) => [each.symbol, each]),
  );
  const isAroundTheClock = (symbol: string) =>
    instruments.get(symbol)?.assetClass === "crypto";
  history = untouched
    ? { ...untouchedHistory(dataDir, isAroundTheClock), close() {} }
    : openHistory(dataDir, isAroundTheClock);
}
