import { QtcError } from "../domain/error.ts";

/** Most source files of a strategy. */
export const FILES_MAX = 500;
/** Most MB of one source file: the packer's memory has to do for the worst of them. */
const FILE_MB = 1;
/** Most MB of all files together, and of a ZIP file. */
const TOTAL_MB = 2;
/** The same in bytes. */
export const FILE_BYTES_MAX = FILE_MB * 1024 * 1024;
/** The same in bytes. */
export const TOTAL_BYTES_MAX = TOTAL_MB * 1024 * 1024;
/** Most folders above a file. */
export const DEPTH_MAX = 10;

/**
 * Says whether a file belongs to a strategy: TypeScript or JavaScript that is no
 * test and no declaration, with nothing hidden and no `node_modules` above it.
 *
 * @param path Inside the package, with `/`
 */
export function isSource(path: string): boolean {
  return path.split("/").every(isSeen) && /\.(ts|js)$/.test(path) &&
    !/[._]test\.(ts|js)$/.test(path) && !path.endsWith(".d.ts");
}

/** Says whether a file or folder is looked at: what is hidden or installed is not. */
export function isSeen(name: string): boolean {
  return !name.startsWith(".") && name !== "node_modules";
}

/** Returns the refusal of a file, or of all files, with too many bytes. */
export function tooLarge(path: string): QtcError {
  return new QtcError(
    "too_large",
    `Cannot read "${path}": a file may have ${FILE_MB} MB, all together ` +
      `${TOTAL_MB} MB`,
  );
}
