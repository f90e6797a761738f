/**
 * The worker of the floor: a ping is the number of rounds to spin, the answer is
 * what came out.
 *
 * @module
 */

import { frame } from "../../src/sandbox/frames.ts";
import { spin } from "../spin.ts";

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<Uint8Array>) => void;
  postMessage(message: Uint8Array, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerGlobal;
scope.onmessage = ({ data }) =>
  answer(spin(new DataView(data.buffer, data.byteOffset).getUint32(0)));
answer(0);

function answer(value: number): void {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setInt32(0, value);
  const bytes = frame(payload);
  scope.postMessage(bytes, [bytes.buffer]);
}
