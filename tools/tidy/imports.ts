/**
 * Who may import whom.
 *
 * @module
 */

import { posix } from "node:path";
import ts from "typescript";
import { type Breach, isTest, lineOf, type Source, walk } from "./source.ts";

/** What the files of a folder may import besides each other. */
interface Rule {
  /** Folders of `src`, or single files of them. */
  readonly folders: readonly string[];
  /** Packages; one that ends in `/` or `:` stands for all that begin so. */
  readonly packages: readonly string[];
  /** Folders are imported for their types only. */
  readonly typesOnly?: boolean;
}

/** The table of the design. */
const RULES: Readonly<Record<string, Rule>> = {
  domain: { folders: [], packages: [] },
  ports: { folders: ["domain"], packages: [], typesOnly: true },
  engine: { folders: ["domain", "ports"], packages: [] },
  trader: { folders: ["domain", "ports"], packages: [] },
  adapters: { folders: ["domain", "ports"], packages: [""] },
  sandbox: {
    folders: ["domain", "ports", "sdk"],
    packages: [
      "node:",
      "zod",
      "esbuild-wasm",
      "esbuild-wasm/",
      "@jridgewell/trace-mapping",
      "yauzl",
    ],
  },
  api: { folders: ["domain"], packages: ["hono", "hono/", "@hono/", "zod"] },
  cli: {
    folders: ["domain", "ports", "engine", "trader"],
    packages: ["commander"],
  },
  config: { folders: ["domain"], packages: ["zod", "@std/yaml"] },
  sdk: { folders: ["domain"], packages: ["trading-signals"], typesOnly: true },
  // With main.ts the composition root: puts adapters behind ports, command by command.
  program: {
    folders: [
      "domain",
      "ports",
      "engine",
      "trader",
      "adapters",
      "sandbox",
      "api",
      "cli",
      "config",
    ],
    packages: ["node:path"],
  },
  testing: { folders: ["domain", "ports"], packages: ["node:assert"] },
  web: { folders: [], packages: [] },
  strategies: { folders: ["sdk"], packages: [] },
};

/** What any test may import besides what its folder may. */
const TEST_PACKAGES = ["node:"];

/** Names of the import map that stand for files of ours. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["qtc", "src/sdk/qtc.ts"],
  ["qtc/indicators", "src/sdk/indicators.ts"],
  ["qtc/stats", "src/sdk/stats.ts"],
]);

/** One import of a file. */
interface Import {
  readonly specifier: string;
  /** The file it names, from the root; `undefined` for a package. */
  readonly target: string | undefined;
  /** It vanishes at run time. */
  readonly typesOnly: boolean;
  readonly node: ts.Node;
}

/** Returns the imports that the table does not allow, and the cycles at run time. */
export function checkImports(sources: readonly Source[]): Breach[] {
  const imports = new Map(
    sources.map((source) => [source.path, importsOf(source)]),
  );
  const breaches = sources.filter(({ path }) =>
    /^(src|strategies)\//.test(path)
  ).flatMap((source) =>
    (imports.get(source.path) ?? []).flatMap((each) => {
      const message = refusal(source.path, each);
      return message === undefined
        ? []
        : [{ path: source.path, line: lineOf(source, each.node), message }];
    })
  );
  return [...breaches, ...findCycles(imports)];
}

function refusal(
  path: string,
  { specifier, target, typesOnly }: Import,
): string | undefined {
  const folder = folderOf(path);
  const rule = RULES[folder];
  if (rule === undefined) {
    return `lies in no folder of the design: move it, or add "${folder}" to tools/tidy/imports.ts`;
  }
  if (target === undefined) {
    const packages = isTest(path)
      ? [...rule.packages, ...TEST_PACKAGES]
      : rule.packages;
    const allowed = packages.some((name) =>
      specifier === name || /^$|[/:]$/.test(name) && specifier.startsWith(name)
    );
    if (allowed) return undefined;
    return `must not use "${specifier}": ${folder} may use ${
      list(rule.packages)
    }; put it behind a port`;
  }
  if (unitOf(target) === unitOf(path)) return undefined;
  const test = isTest(path);
  // Tests of the examples share what makes up teams and bars.
  if (test && folder === "strategies" && folderOf(target) === folder) {
    return undefined;
  }
  if (target.startsWith("src/testing/")) {
    return test ? undefined : `must not import "${target}": only tests may`;
  }
  const within = target.replace(/^src\//, "");
  const allowed = target.startsWith("src/") &&
    rule.folders.some((name) =>
      within === name || within.startsWith(`${name}/`)
    );
  if (!allowed) {
    return `must not import "${target}": ${folder} may import itself, ${
      list(rule.folders)
    }; ` +
      "take an interface, and let main.ts or src/program pass what fits it";
  }
  if (rule.typesOnly === true && !typesOnly && !test) {
    return `must import only types of "${target}": write "import type"`;
  }
  return undefined;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

/** The folder that the table speaks of. */
function folderOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second : first;
}

/** Files of one unit may import each other: adapters and strategies count one by one. */
function unitOf(path: string): string {
  const folder = folderOf(path);
  const single = folder === "adapters" || folder === "strategies";
  const [a = "", b = "", c = ""] = path.split("/");
  return single ? (a === "src" ? `${a}/${b}/${c}` : `${a}/${b}`) : folder;
}

function importsOf(source: Source): Import[] {
  const imports: Import[] = [];
  walk(source.tree, (node) => {
    const found = readImport(node);
    if (found === undefined) return;
    const { specifier, typesOnly } = found;
    const target = specifier.startsWith(".")
      ? posix.normalize(posix.join(posix.dirname(source.path), specifier))
      : ALIASES.get(specifier);
    imports.push({ specifier, typesOnly, target, node });
  });
  return imports;
}

function readImport(
  node: ts.Node,
): { readonly specifier: string; readonly typesOnly: boolean } | undefined {
  if (
    ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)
  ) {
    const clause = node.importClause;
    const names = clause?.namedBindings;
    const typesOnly = clause !== undefined && (clause.isTypeOnly ||
      clause.name === undefined && names !== undefined &&
        ts.isNamedImports(names) && names.elements.length > 0 &&
        names.elements.every((element) => element.isTypeOnly));
    return { specifier: node.moduleSpecifier.text, typesOnly };
  }
  if (
    ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    const names = node.exportClause;
    const typesOnly = node.isTypeOnly ||
      names !== undefined && ts.isNamedExports(names) &&
        names.elements.every((element) => element.isTypeOnly);
    return { specifier: node.moduleSpecifier.text, typesOnly };
  }
  if (
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword
  ) {
    const [specifier] = node.arguments;
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      return { specifier: specifier.text, typesOnly: false };
    }
  }
  if (
    ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  ) {
    return { specifier: node.argument.literal.text, typesOnly: true };
  }
  return undefined;
}

function findCycles(imports: ReadonlyMap<string, readonly Import[]>): Breach[] {
  const breaches: Breach[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const cycle = [...trail.slice(start), path].join(" → ");
      breaches.push({
        path,
        line: 1,
        message:
          `is part of a cycle: ${cycle}; move what both need to a third file`,
      });
      return;
    }
    if (done.has(path)) return;
    done.add(path);
    trail.push(path);
    for (const { target, typesOnly } of imports.get(path) ?? []) {
      if (target !== undefined && !typesOnly) visit(target);
    }
    trail.pop();
  };
  for (const path of imports.keys()) visit(path);
  return breaches;
}
