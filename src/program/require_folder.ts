import { exists, folderExists } from "../adapters/system/files.ts";
import { QtcError } from "../domain/error.ts";

/**
 * Refuses what is there and no folder, in plainer words than the system's.
 *
 * @throws {QtcError} `invalid`
 */
export function requireFolder(dataDir: string): void {
  if (!exists(dataDir) || folderExists(dataDir)) return;
  throw new QtcError(
    "invalid",
    `Cannot use data folder "${dataDir}": it is no folder; name one with ` +
      "--data-dir",
  );
}
