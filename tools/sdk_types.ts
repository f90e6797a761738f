import ts from "typescript";
import { SDK_MODULES } from "./sdk_modules.ts";

const HEAD = `// deno-fmt-ignore-file
// deno-lint-ignore-file
/**
 * What a strategy may import, and the console it writes its log with. Made from
 * QTC's sources; changes here change nothing for the server.
 */
`;

/** What a strategy's realm has besides the language. In Deno it is there already, as the same. */
const CONSOLE = `
interface Console {
${
  ["log", "info", "debug", "warn", "error"].map((name) =>
    `    /** Writes to the team's log: 16 KB a minute. */\n    ${name}(...data: any[]): void;`
  ).join("\n")
}
}
declare var console: Console;
`;

/** What the files of one module declare together. */
interface Declared {
  readonly files: Set<string>;
  /** Of other modules of the SDK. */
  readonly imports: Set<string>;
  doc: string;
  body: string;
}

/**
 * Returns the SDK's types as one file, which declares each module by its name.
 *
 * @param sources URL of the folder with the SDK's sources
 * @throws {Error} when a type cannot be told without looking at other files
 */
export function sdkTypes(sources: URL): string {
  const modules = Object.entries(SDK_MODULES).map(([name, file]) => {
    const all: Declared = {
      files: new Set(),
      imports: new Set(),
      doc: "",
      body: "",
    };
    declare(sources, `./${file}.ts`, all);
    const inside = ([...all.imports].join("") + all.body)
      .replace(/^(?=.)/gm, "    ");
    return `\n${all.doc}declare module "${name}" {\n${inside}}\n`;
  });
  return HEAD + modules.join("") + CONSOLE;
}

/** Adds what a file declares, and the files whose exports it hands on. */
function declare(sources: URL, path: string, all: Declared): void {
  all.files.add(path);
  const text = Deno.readTextFileSync(new URL(path, sources));
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      strict: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
    },
  });
  for (const { messageText } of diagnostics) {
    const why = ts.flattenDiagnosticMessageText(messageText, " ");
    throw new Error(`Cannot declare "${path}": ${why}`);
  }
  const inner: string[] = [];
  const body = outputText
    .replace(/^(?:\/\/.*\n)*/, "")
    .replace(/^\/\*\*[^]*? \*\n \* @module\n \*\/\n/, (doc) => {
      all.doc ||= doc.replace(" *\n * @module\n", "");
      return "";
    })
    .replace(/^import (?:type )?(.*) from "(.*)";\n/gm, (_, names, from) => {
      const module = moduleOf(from);
      if (module) all.imports.add(`import type ${names} from "${module}";\n`);
      return "";
    })
    .replace(/^export (?:type )?\{[^}]*\} from "(.*)";\n/gm, (_, from) => {
      inner.push(from);
      return "";
    })
    .replace(/^export declare /gm, "export ");
  all.body += `${body.trimEnd()}\n`;
  for (const from of inner) {
    if (!all.files.has(from)) declare(sources, from, all);
  }
}

/** Returns the name that strategies import a file of the SDK by, if they do. */
function moduleOf(path: string): string | undefined {
  return Object.entries(SDK_MODULES)
    .find(([, file]) => path === `./${file}.ts`)?.[0];
}
