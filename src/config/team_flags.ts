import { QtcError } from "../domain/error.ts";
import { slug } from "../domain/team.ts";
import { readCash } from "./readers.ts";
import type { RegistryEntry, RegistryOptions } from "./registry_file.ts";
import { ENTRY_POINT_PATTERN, ENTRY_POINT_WANTED } from "./registry_schema.ts";

/**
 * Reads the values of `--teams`: `Name;./dir;strategy:MyStrategy;10000`, of
 * which the cash may be left out.
 *
 * @param taken Ids that a registry already has
 * @throws {QtcError} `invalid`, naming every mistake of every team
 */
export function parseTeamFlags(
  values: readonly string[],
  { resolvePath, folderExists, startingCash }: RegistryOptions,
  taken: readonly string[] = [],
): RegistryEntry[] {
  const faults: string[] = [];
  const ids = new Set(taken);
  const teams = values.map((value): RegistryEntry => {
    const fault = (wrong: string) => faults.push(`"${value}": ${wrong}`);
    const parts = value.split(";").map((part) => part.trim());
    const [name = "", folder = "", entryPoint = "", cashText] = parts;
    if (parts.length < 3 || parts.length > 4) {
      fault("must be Name;./dir;strategy:MyStrategy;10000");
    }
    const id = slug(name);
    if (id === "") fault("the name must have a letter or a digit");
    else if (ids.has(id)) fault(`the team "${id}" is there already`);
    ids.add(id);
    const path = resolvePath(folder);
    if (folder === "" || !folderExists(path)) {
      fault(`there is no folder "${folder}"`);
    }
    if (!ENTRY_POINT_PATTERN.test(entryPoint)) {
      fault(`the entry point ${ENTRY_POINT_WANTED}`);
    }
    const cash = cashText ? readCash(cashText) : startingCash;
    if (cash === undefined) fault("the cash must be dollars such as 10000");
    return {
      ...{ id, name, folder: path, entryPoint, run247: false },
      initialCash: cash ?? startingCash,
      params: {},
      limits: {},
    };
  });
  if (faults.length === 0) return teams;
  throw new QtcError("invalid", `Cannot use --teams ${faults.join("\n  ")}`);
}
