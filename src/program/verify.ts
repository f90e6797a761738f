import { verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { verify } from "../cli/verify.ts";
import type { Config } from "../config/config.ts";
import { checkLake } from "./export.ts";
import type { Program } from "./program.ts";

/** Runs `qtc verify`: the ledger first, then the files that follow from it. */
export function verifyCommand(
  { dataDir }: Pick<Config, "dataDir">,
  { print }: Pick<Program, "print">,
): Promise<number> {
  return verify(dataDir, {
    print,
    verify: async () => {
      const ledger = verifyFolder(dataDir, readStatusFile(dataDir));
      // Of a ledger that does not agree, nothing follows.
      if (ledger.faults.length > 0) return ledger;
      const { facts, faults } = await checkLake(dataDir);
      return { facts: [...ledger.facts, ...facts], faults };
    },
  });
}
