import { crc32, deflateRawSync } from "node:zlib";

/** A file of a ZIP, and what is said of it that is not so. */
export interface MadeEntry {
  /** Bytes are written as they are. */
  readonly name: string | Uint8Array;
  readonly text?: string | Uint8Array;
  /** Default 8, deflated; 0 is stored. */
  readonly method?: number;
  readonly flags?: number;
  /** Kind and rights as Unix has them. */
  readonly mode?: number;
  /** What it says that its size is, bytes. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly crc?: number;
}

const encoder = new TextEncoder();

/** Returns a ZIP of these files, wrong where they are. */
export function madeZip(...entries: readonly MadeEntry[]): Uint8Array {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const { bytes, header, name } = packed(entry);
    const local = fields([0x04034b50, 4], ...header, [name.length, 2], [0, 2]);
    files.push(local, name, bytes);
    directory.push(
      fields(
        ...[[0x02014b50, 4], [0x0314, 2]] as Field[],
        ...header,
        ...[[name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2]] as Field[],
        [(entry.mode ?? 0) * 65_536, 4],
        [at, 4],
      ),
      name,
    );
    at += local.length + name.length + bytes.length;
  }
  const all = joined(directory);
  return joined([...files, all, ending(entries.length, all.length, at)]);
}

/** Returns the end of a ZIP, which says how many files there are. */
export function ending(count: number, length: number, at: number): Uint8Array {
  const wide: Field[] = [[0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4]];
  const long = fields(
    ...[...wide, [0, 4], [count, 8], [count, 8], [length, 8], [
      at,
      8,
    ]] as Field[],
    ...[[0x07064b50, 4], [0, 4], [at + length, 8], [1, 4]] as Field[],
  );
  const few = Math.min(count, 0xffff);
  const short = fields(
    ...[[0x06054b50, 4], [0, 4], [few, 2], [few, 2]] as Field[],
    ...[[length, 4], [at, 4], [0, 2]] as Field[],
  );
  return count > 0xffff ? joined([long, short]) : short;
}

/** A number and how many bytes it has. */
type Field = readonly [number, number];

function packed(entry: MadeEntry) {
  const { method = 8, flags = 0x800, text = "" } = entry;
  const plain = typeof text === "string" ? encoder.encode(text) : text;
  const bytes = method === 8 ? new Uint8Array(deflateRawSync(plain)) : plain;
  const header: Field[] = [
    ...[[20, 2], [flags, 2], [method, 2], [0, 4]] as Field[],
    [entry.crc ?? crc32(plain), 4],
    [entry.packedSize ?? bytes.length, 4],
    [entry.size ?? plain.length, 4],
  ];
  const { name } = entry;
  return {
    bytes,
    header,
    name: typeof name === "string" ? encoder.encode(name) : name,
  };
}

function fields(...list: readonly Field[]): Uint8Array {
  return new Uint8Array(
    list.flatMap(([value, length]) =>
      Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) % 256)
    ),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
