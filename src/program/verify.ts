import { readStatusFile } from "../adapters/system/status_file.ts";
import { verify } from "../cli/verify.ts";
import type { Config } from "../config/config.ts";
import { checkFolder } from "./check_folder.ts";
import type { Program } from "./program.ts";
import { requireFolder } from "./require_folder.ts";

/** Runs `qtc verify`: the ledger first, then what belongs to it and follows from it. */
export function verifyCommand(
  { dataDir }: Pick<Config, "dataDir">,
  { print }: Pick<Program, "print">,
): Promise<number> {
  return verify(dataDir, {
    print,
    verify: () => {
      requireFolder(dataDir);
      const published = readStatusFile(dataDir);
      return checkFolder(dataDir, { published, files: "all" });
    },
  });
}
