import { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import yauzl from "yauzl";
import { errorText, QtcError } from "../domain/error.ts";
import type { PackageFiles } from "./package.ts";
import {
  FILE_BYTES_MAX,
  FILES_MAX,
  isSource,
  tooLarge,
  TOTAL_BYTES_MAX,
} from "./package_rules.ts";
import { decodeSource } from "./source_text.ts";
import {
  badName,
  checkDepth,
  checkTogether,
  entryName,
  topFolder,
} from "./zip_names.ts";

/** What the directory of a ZIP says of one file or folder, as yauzl reads it. */
interface RawEntry {
  readonly fileName: Uint8Array;
  readonly generalPurposeBitFlag: number;
  /** 0 stored, 8 deflated. */
  readonly compressionMethod: number;
  readonly crc32: number;
  /** Bytes. */
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  /** Kind and rights of a file in the upper half, where the system has them. */
  readonly externalFileAttributes: number;
}

/** The part of yauzl that is used; it comes without types. */
interface Zip {
  readonly entryCount: number;
  eachEntry(): AsyncIterable<RawEntry>;
  readLocalFileHeaderPromise(
    entry: RawEntry,
    options: { readonly minimal: true },
  ): Promise<{ readonly fileDataStart: number }>;
}

interface Entry {
  readonly name: string;
  readonly raw: RawEntry;
}

/** Most files and folders of a ZIP, sources or not. */
const ENTRIES_MAX = 5_000;
/** Bits that say that a file or its name is encrypted. */
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
const [STORED, DEFLATED] = [0, 8];
/** Kinds of files by the bits of Unix: none said, folder, plain file. */
const PLAIN_KINDS = [0, 0x4000, 0x8000];

const inflate = promisify(inflateRaw) as unknown as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Uint8Array>;

/**
 * Reads a ZIP's sources into memory; everything about it is looked at before
 * anything is unpacked. One folder around everything is left out.
 *
 * @throws {QtcError} `too_large` when there is more in it than a strategy may
 * have, `invalid` when it is no ZIP, or one that could do harm
 */
export async function zipPackage(bytes: Uint8Array): Promise<PackageFiles> {
  if (bytes.length > TOTAL_BYTES_MAX) throw tooLarge("the ZIP");
  const zip = await openZip(bytes);
  const entries = await readEntries(zip, bytes.length);
  const names = entries.map(({ name }) => name);
  checkTogether(names);
  const { length: top } = topFolder(names);
  const sources = entries
    .map(({ name, raw }) => ({ name: name.slice(top), raw }))
    .filter(({ name }) => isSource(name));
  for (const { name } of sources) checkDepth(name);
  if (sources.length > FILES_MAX) {
    throw new QtcError(
      "too_large",
      `Cannot read the ZIP: it has more than ${FILES_MAX} source files`,
    );
  }
  const files: [string, string][] = [];
  for (const { name, raw } of sources) {
    files.push([name, decodeSource(name, await unpack(zip, bytes, name, raw))]);
  }
  return Object.fromEntries(files.sort(([a], [b]) => a < b ? -1 : 1));
}

async function openZip(bytes: Uint8Array): Promise<Zip> {
  let zip: Zip;
  try {
    zip = await yauzl.fromBufferPromise(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      // Names are ours to judge; sizes are compared where they are unpacked.
      { decodeStrings: false, validateEntrySizes: false },
    );
  } catch (cause) {
    throw notReadable(cause);
  }
  if (zip.entryCount <= ENTRIES_MAX) return zip;
  throw new QtcError(
    "too_large",
    `Cannot read the ZIP: it has ${zip.entryCount} files and folders, at most ` +
      `${ENTRIES_MAX}; leave out node_modules and the like`,
  );
}

async function readEntries(zip: Zip, length: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  let total = 0;
  let packed = 0;
  try {
    for await (const raw of zip.eachEntry()) {
      const name = entryName(raw.fileName);
      checkEntry(name, raw);
      total += raw.uncompressedSize;
      packed += raw.compressedSize;
      if (total > TOTAL_BYTES_MAX) throw tooLarge(name);
      if (packed > length) throw lies(name);
      entries.push({ name, raw });
    }
  } catch (error) {
    throw error instanceof QtcError ? error : notReadable(error);
  }
  return entries;
}

/** Looks at what is said of one file, before anything is unpacked. */
function checkEntry(name: string, raw: RawEntry): void {
  const { compressedSize, uncompressedSize, compressionMethod } = raw;
  const kind = raw.externalFileAttributes >>> 16 & 0xf000;
  if (!PLAIN_KINDS.includes(kind)) {
    throw badName(name, "it is a link or a device; put the file itself in");
  }
  if (raw.generalPurposeBitFlag & ENCRYPTED) {
    throw badName(name, "it is encrypted; make the ZIP without a password");
  }
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw badName(name, "its compression is not known here; use deflate");
  }
  if (name.endsWith("/") && uncompressedSize > 0) {
    throw badName(name, "it is a folder and has content");
  }
  if (uncompressedSize > FILE_BYTES_MAX) throw tooLarge(name);
  const isStored = compressionMethod === STORED;
  if (isStored && compressedSize !== uncompressedSize) throw lies(name);
}

/** Returns the bytes of a file, never more of them than its entry has said. */
async function unpack(
  zip: Zip,
  bytes: Uint8Array,
  name: string,
  raw: RawEntry,
): Promise<Uint8Array> {
  const { compressedSize, uncompressedSize, compressionMethod } = raw;
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(raw, {
      minimal: true,
    });
    const packed = bytes.subarray(
      fileDataStart,
      fileDataStart + compressedSize,
    );
    const plain = compressionMethod === STORED
      ? packed
      : await inflate(packed, { maxOutputLength: uncompressedSize + 1 });
    if (plain.length !== uncompressedSize) throw lies(name);
    if (crc32(plain) === raw.crc32) return plain;
  } catch (error) {
    if (error instanceof QtcError) throw error;
    const isMore =
      (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    if (isMore) throw lies(name);
    throw badName(name, `it is damaged; make the ZIP again`, error);
  }
  throw badName(name, "its checksum is wrong; make the ZIP again");
}

function lies(name: string): QtcError {
  return badName(name, "it has another size than it says; make the ZIP again");
}

function notReadable(cause: unknown): QtcError {
  return new QtcError(
    "invalid",
    `Cannot read the ZIP: ${errorText(cause).slice(0, 200)}; make it again`,
    { cause },
  );
}
