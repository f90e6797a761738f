import { errorText, QtcError } from "../domain/error.ts";
import type { Print } from "./command.ts";

/** What `qtc init` may touch: passed in, so that tests can pass their own. */
export interface InitContext {
  /** Text of each file, by its path in the new folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly exists: (path: string) => boolean;
  /** Writes a new file and the folders above it; must fail when it is there. */
  readonly write: (path: string, text: string) => void;
  readonly print: Print;
}

/** The file whose presence says that a folder is in use. */
const REGISTRY = "team_registry.yaml";

/**
 * `qtc init [folder]`: writes a registry and strategies to start from. What is
 * there already is kept.
 *
 * @returns The exit code
 * @throws {QtcError} `conflict` when the folder has a registry, and nothing is
 *   written then; `unavailable` when a file cannot be written
 */
export function init(folder: string, context: InitContext): number {
  const { files, exists, write, print } = context;
  const base = folder.replace(/(.)\/+$/, "$1");
  const place = (path: string) => base === "." ? path : `${base}/${path}`;
  if (exists(place(REGISTRY))) {
    throw new QtcError(
      "conflict",
      `Cannot use folder "${folder}": it has a ${REGISTRY} already`,
    );
  }
  const paths = Object.keys(files).sort();
  for (const path of paths) {
    if (exists(place(path))) {
      print(`kept    ${place(path)}`);
      continue;
    }
    writeNew(write, place(path), files[path] ?? "");
    print(`written ${place(path)}`);
  }
  print("");
  print("Next:");
  if (base !== ".") print(`  cd ${base}`);
  print(`  qtc --registry ${REGISTRY}`);
  print("Then open http://localhost:8000/leaderboard");
  return 0;
}

function writeNew(
  write: InitContext["write"],
  path: string,
  text: string,
): void {
  try {
    write(path, text);
  } catch (cause) {
    throw new QtcError(
      "unavailable",
      `Cannot write file "${path}": ${errorText(cause)}`,
      { cause },
    );
  }
}
