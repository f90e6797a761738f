/**
 * The thread that answers data requests of strategies: it reads bars over a
 * connection of its own, so that a request costs the engine two messages.
 *
 * @module
 */

import { type BarReader, openBars } from "../adapters/sqlite/bar_reader.ts";
import { errorText } from "../domain/error.ts";
import type { Instrument } from "../domain/instrument.ts";
import { answerText, type DataUse } from "../sandbox/data_requests.ts";
import type { DataRequest } from "../sandbox/protocol.ts";

/** What the engine's thread says. */
export type DataCommand =
  /** First, and again after it has failed. */
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly instruments: readonly Instrument[];
  }
  | {
    readonly kind: "ask";
    readonly use: DataUse;
    readonly requests: readonly DataRequest[];
  }
  | { readonly kind: "close" };

/** What the thread answers: one report for each question. */
export type DataReport =
  | {
    readonly kind: "answered";
    /** JSON text. */
    readonly text: Uint8Array;
    readonly use: DataUse;
  }
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
let bars: BarReader | undefined;
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
  const opened = bars;
  bars = undefined;
  opened?.close();
}

function obey(command: DataCommand): void {
  switch (command.kind) {
    case "open":
      instruments = new Map(
        command.instruments.map((each) => [each.symbol, each]),
      );
      bars = openBars(
        command.dataDir,
        (symbol) => instruments.get(symbol)?.assetClass === "crypto",
      );
      return;
    case "ask": {
      if (!bars) return; // opening has failed, and that was said
      const { use, requests } = command;
      const text = answerText({ bars, instruments }, use, requests);
      scope.postMessage({ kind: "answered", text, use }, [text.buffer]);
      return;
    }
    case "close":
      letGo();
      scope.postMessage({ kind: "closed" });
      scope.close();
  }
}
