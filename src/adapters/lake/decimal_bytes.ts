/** Bytes of one decimal: what Parquet wants for 38 digits. */
const LENGTH = 16;
/** Upper words below it, and their negatives, stand for numbers that are exact. */
const EXACT = 2 ** 21;

/**
 * Returns amounts as Parquet stores DECIMAL(38, 9): 16 bytes each, big-endian,
 * two's complement, exactly.
 *
 * @param units 1e-9 units, |units| < 2^127
 */
export function packDecimals(units: readonly bigint[]): Uint8Array[] {
  const all = new Uint8Array(units.length * LENGTH);
  const view = new DataView(all.buffer);
  const packed = new Map<bigint, Uint8Array>();
  return units.map((value, index) => {
    const same = packed.get(value);
    if (same) return same;
    const at = index * LENGTH;
    view.setBigInt64(at, value >> 64n);
    view.setBigInt64(at + 8, value); // its lowest 64 bits
    const bytes = all.subarray(at, at + LENGTH);
    packed.set(value, bytes);
    return bytes;
  });
}

/** Returns the amount that {@linkcode packDecimals} has packed. */
export function unpackDecimal(bytes: Uint8Array): bigint {
  const head = word(bytes, 8);
  const sign = head >> 31;
  if (
    head >= -EXACT && head < EXACT && word(bytes, 0) === sign &&
    word(bytes, 4) === sign
  ) {
    return BigInt(head * 2 ** 32 + (word(bytes, 12) >>> 0)); // a third of the time
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH);
  return view.getBigInt64(0) << 64n | view.getBigUint64(8);
}

/** Signed 32 bits, big-endian. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) << 24 | (bytes[at + 1] ?? 0) << 16 |
    (bytes[at + 2] ?? 0) << 8 | (bytes[at + 3] ?? 0);
}
