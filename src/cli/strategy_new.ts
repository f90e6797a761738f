import { QtcError } from "../domain/error.ts";

/** Where the starter lies among the files of `qtc init`. */
const STARTER = "strategies/starter/";
/** What of those files any folder with strategies needs: types, modules, settings of editors. */
const SHARED = /^(?:[^/]+\.json|qtc\.d\.ts|\.qtc\/.+)$/;

const README = `# My strategy

\`strategy.ts\` holds the class \`MyStrategy\`. QTC calls its \`generate_signal\` once
a minute with the team, the latest bars and the latest prices, and trades what
it answers.

1. Change the rule in \`strategy.ts\`.
2. \`qtc strategy check .\` says whether the server will take it, and what is
   wrong if not.
3. \`qtc strategy run . --minutes 30\` lets it trade in a simulated market and
   shows what it did; \`qtc strategy watch .\` does so at every save.
4. \`deno test\` runs \`strategy_test.ts\`: made-up bars in, a signal out. No market
   and no network is needed.

| file                         | is                                                                |
| ---------------------------- | ----------------------------------------------------------------- |
| \`strategy.ts\`                | the strategy; other files are imported with \`./name.ts\`           |
| \`strategy_test.ts\`           | its tests; never sent to the server                               |
| \`qtc.d.ts\`                   | every type and function that can be imported, with a line on each |
| \`.qtc/\`                      | the same modules for \`deno test\`; the server has its own          |
| \`deno.json\`, \`tsconfig.json\` | let Deno and editors find them                                    |

\`\`\`ts
import { type Bars, type Prices, signal, type Signals, type Team } from "qtc";
import { rsi, sma } from "qtc/indicators";
import { zScore } from "qtc/stats";
\`\`\`

Nothing else can be imported: no packages, no \`node:\`, no network, no files.
`;

/**
 * Returns the files of a new strategy, text by path in its folder. The entry point
 * is `strategy:MyStrategy`.
 *
 * @param samples The files of `qtc init`, text by path
 * @throws {QtcError} `internal` when they have no starter
 */
export function strategyFiles(
  samples: Readonly<Record<string, string>>,
): Record<string, string> {
  const files: Record<string, string> = { "README.md": README };
  for (const [path, text] of Object.entries(samples)) {
    if (path.startsWith(STARTER)) files[path.slice(STARTER.length)] = text;
    else if (SHARED.test(path)) files[path] = text;
  }
  if (files["strategy.ts"] === undefined) {
    throw new QtcError(
      "internal",
      `Cannot make a strategy: this program carries no ${STARTER}strategy.ts`,
    );
  }
  return files;
}
