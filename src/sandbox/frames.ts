/**
 * Frames over a pipe: four bytes of length, most significant first, then that
 * many bytes. Used by both sides; it must not import anything.
 *
 * @module
 */

/** Splits a stream of bytes into frames. */
export class FrameReader {
  readonly #max: number;
  #frame = new Uint8Array(4);
  #filled = 0;
  #inHeader = true;

  /** @param max Longest frame that is accepted, bytes */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Takes the next bytes.
   *
   * @returns The frames that they complete, or `undefined` when a frame says
   * that it is empty or longer than allowed: nothing after that can be read
   */
  push(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] | undefined {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    let taken = 0;
    while (taken < bytes.length) {
      const part = bytes.subarray(
        taken,
        taken + this.#frame.length - this.#filled,
      );
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled < this.#frame.length) break;
      const whole = this.#frame;
      this.#filled = 0;
      if (this.#inHeader) {
        const length = new DataView(whole.buffer).getUint32(0);
        if (length === 0 || length > this.#max) return undefined;
        this.#frame = new Uint8Array(length);
      } else {
        frames.push(whole);
        this.#frame = new Uint8Array(4);
      }
      this.#inHeader = !this.#inHeader;
    }
    return frames;
  }
}

/** Returns a frame of these parts, with its length in front. */
export function frame(
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(4 + length);
  new DataView(bytes.buffer).setUint32(0, length);
  let at = 4;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
