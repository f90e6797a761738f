import { gunzipSync } from "node:zlib";

/** What the build put into the binary, and what stands in for it in a checkout. */
export interface Embedded {
  /** Returns one line: version, commit, Deno and the way it was built. */
  version(): string;
  /** Returns the files of `qtc init`: text by path. */
  samples(): Record<string, string>;
}

/** Where what is published of the SDK lies in a checkout: types and modules. */
const SDK = "src/sdk/dist/";
/** Where the registry, the strategies and the SDK lie in a checkout. */
const SAMPLES = ["team_registry.yaml", "strategies", SDK.slice(0, -1)];
/** Has types without Deno's, the browser's or node's: a strategy has none of them. */
const COMPILER = { strict: true, lib: ["esnext"] };
/** Lets Deno find types and modules; its compiler takes both by the types' names. */
const DENO_JSON = {
  imports: {
    "qtc": "./.qtc/qtc.js",
    "qtc/indicators": "./.qtc/indicators.js",
    "qtc/stats": "./.qtc/stats.js",
  },
  exclude: [".qtc/"],
  compilerOptions: { ...COMPILER, types: ["./qtc.d.ts"] },
};
/** Lets other editors find the types; tests are Deno's. */
const TSCONFIG_JSON = {
  compilerOptions: {
    ...COMPILER,
    noEmit: true,
    target: "esnext",
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    allowImportingTsExtensions: true,
    types: [],
  },
  include: ["**/*.ts"],
  exclude: ["**/*_test.ts"],
};

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
  checkout: Readonly<Record<string, string>>,
): Record<string, string> {
  const files: Record<string, string> = {
    "deno.json": json(DENO_JSON),
    "tsconfig.json": json(TSCONFIG_JSON),
  };
  for (const [path, text] of Object.entries(checkout)) {
    const name = path.slice(SDK.length);
    const published = name.endsWith(".d.ts") ? name : `.qtc/${name}`;
    files[path.startsWith(SDK) ? published : path] = text;
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
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
