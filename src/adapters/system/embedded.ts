import { gunzipSync } from "node:zlib";

/** What the build put into the binary, and what stands in for it in a checkout. */
export interface Embedded {
  /** Returns one line: version, commit, Deno and the way it was built. */
  version(): string;
  /** Returns the files of `qtc init`: text by path. */
  samples(): Record<string, string>;
}

/** Where a strategy's types lie in a checkout, and where `qtc init` puts them. */
const TYPES = "src/sdk/qtc.ts";
const TYPES_COPY = "strategies/qtc.ts";
/** Where the registry and the strategies lie in a checkout. */
const SAMPLES = ["team_registry.yaml", "strategies", TYPES];
/** Lets an editor and `deno test` find the types. */
const DENO_JSON = { imports: { qtc: `./${TYPES_COPY}` } };

/**
 * Returns what is embedded beside the program.
 *
 * @param program URL of the program's main module
 * @param isBinary Whether the build put it there
 */
export function embeddedIn(
  program: string,
  isBinary = Deno.build.standalone,
): Embedded {
  const read = (name: string): Uint8Array =>
    Deno.readFileSync(new URL(`./${name}`, program));
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  if (!isBinary) {
    return {
      version: () => `qtc from its sources, Deno ${Deno.version.deno}`,
      samples: () => asWritten(readFiles(new URL(".", program), SAMPLES)),
    };
  }
  return {
    version() {
      const { version, commit, deno, base } = JSON.parse(
        text(read("build.json")),
      );
      return `qtc ${version} (commit ${commit}, Deno ${deno}, base ${base})`;
    },
    samples: () =>
      asWritten(JSON.parse(text(gunzipSync(read("assets.json.gz"))))),
  };
}

/** Returns a checkout's files as `qtc init` writes them. */
function asWritten(
  { [TYPES]: types = "", ...files }: Record<string, string>,
): Record<string, string> {
  return {
    ...files,
    [TYPES_COPY]: types,
    "deno.json": `${JSON.stringify(DENO_JSON, undefined, 2)}\n`,
  };
}

function readFiles(
  root: URL,
  paths: readonly string[],
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const path of paths) {
    const url = new URL(path, root);
    if (Deno.statSync(url).isFile) files[path] = Deno.readTextFileSync(url);
    else {
      const inside = [...Deno.readDirSync(url)].map(({ name }) =>
        `${path}/${name}`
      );
      Object.assign(files, readFiles(root, inside));
    }
  }
  return files;
}
