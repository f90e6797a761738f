/** Returns a function that prints lines on the standard output; never throws. */
export function stdoutLines(): (line: string) => void {
  return (line) => writeAll(Deno.stdout, `${line}\n`);
}

/**
 * Writes a whole text. A reader that has gone away, as in `qtc help | head -1`,
 * is not a failure of ours.
 */
export function writeAll(
  to: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes: Uint8Array = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) {
      const written = to.writeSync(bytes);
      if (written <= 0) return;
      bytes = bytes.subarray(written);
    }
  } catch {
    // Nobody is left to tell.
  }
}
