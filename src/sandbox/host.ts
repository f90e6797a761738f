/**
 * The main thread of a strategy's process: it gives up every permission, starts
 * the worker, carries frames, and ends as soon as its input ends, also while
 * the worker is busy: no engine, no strategy.
 *
 * @module
 */

import { FrameReader } from "./frames.ts";

/** Longest frame from the engine, bytes: a script of 5 MB and a window. */
const FRAME_MAX = 64 * 1024 * 1024;

/** Source: Linux, include/uapi/linux/prctl.h and asm-generic/signal.h */
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

const PERMISSIONS = [
  "write",
  "net",
  "env",
  "run",
  "ffi",
  "sys",
  "import",
] as const;

dieWithParent();
for (const name of PERMISSIONS) Deno.permissions.revokeSync({ name });
const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
const worker = new Worker(new URL(file, import.meta.url), {
  type: "module",
  deno: { permissions: "none" },
});
let isUp = false;
worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
  // The worker's own file has been read by now; no code of a team has run yet.
  if (!isUp) Deno.permissions.revokeSync({ name: "read" });
  isUp = true;
  write(data);
};
worker.onerror = (event) => {
  event.preventDefault();
  Deno.exit(1);
};
await relay();
Deno.exit(0);

/**
 * Has the kernel end this process together with the engine: while it is stopped,
 * so that others get their turn, it cannot see that its input has ended.
 */
function dieWithParent(): void {
  if (Deno.build.os !== "linux") return;
  const { symbols } = Deno.dlopen("libc.so.6", {
    prctl: { parameters: ["i32", "usize"], result: "i32" },
  });
  const failed = symbols.prctl(PR_SET_PDEATHSIG, BigInt(SIGKILL));
  if (failed !== 0) Deno.exit(1);
}

async function relay(): Promise<void> {
  const reader = new FrameReader(FRAME_MAX);
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await Deno.stdin.read(buffer).catch(() => null);
    if (count === null) return;
    const frames = reader.push(buffer.subarray(0, count));
    if (!frames) return;
    for (const bytes of frames) worker.postMessage(bytes, [bytes.buffer]);
  }
}

function write(bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    }
  } catch {
    Deno.exit(0); // nobody listens any more
  }
}
