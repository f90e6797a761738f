/**
 * The floor: a process with an empty worker. Frames come in on stdin, go to the
 * worker, and what it posts goes out. It does nothing else.
 *
 * @module
 */

import { FrameReader } from "../../src/sandbox/frames.ts";

const FRAME_MAX = 1024;

const worker = new Worker(new URL("./worker.js", import.meta.url), {
  type: "module",
  deno: { permissions: "none" },
});
worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
  Deno.stdout.writeSync(data);
};

const reader = new FrameReader(FRAME_MAX);
const buffer = new Uint8Array(FRAME_MAX);
for (;;) {
  const count = await Deno.stdin.read(buffer);
  if (count === null) Deno.exit(0);
  for (const bytes of reader.push(buffer.subarray(0, count)) ?? []) {
    worker.postMessage(bytes, [bytes.buffer]);
  }
}
