/**
 * Strategies that the server refuses, each with what must be said about it.
 *
 * @module
 */

/** A strategy that is wrong. */
export interface WrongStrategy {
  /** What is wrong with it. */
  readonly name: string;
  /** Text of each file; one text is `strategy.ts`. */
  readonly files: string | Readonly<Record<string, string>>;
  readonly entry?: string;
  /** The error's type. */
  readonly type: string;
  /** `file:line:column`, the column maybe left out. */
  readonly place: string;
  /** Part of what to do. */
  readonly remedy: RegExp;
}

/** A strategy that answers with an expression; it stands in line 3. */
function answering(expression: string): string {
  return "export class MyStrategy {\n  generate_signal(team, bars, prices) {\n" +
    `    return ${expression};\n  }\n}\n`;
}

/** A signal that is wrong in one field. */
function signal(field: string): string {
  const right = 'symbol: "AAPL", action: "buy", quantity: 1, price: 10';
  return answering(`{ ${right}, ${field} }`);
}

const METHOD = "strategy.ts:2:3";
const IN_LINE_3 = "strategy.ts:3:";

/** Every kind of mistake that a check has to explain. */
export const WRONG_STRATEGIES: readonly WrongStrategy[] = [
  {
    name: "a syntax error",
    files: "export class MyStrategy {\n  generate_signal() {\n    return [;\n",
    ...{ type: "SyntaxError", place: "strategy.ts:3:13", remedy: /this line/ },
  },
  {
    name: "a syntax error in another file",
    files: {
      "strategy.ts": 'import { x } from "./lib/rules.ts";\n' +
        answering("x"),
      "lib/rules.ts": "export const x = 1;\nconst = 2;\n",
    },
    ...{ type: "SyntaxError", place: "lib/rules.ts:2:7", remedy: /this line/ },
  },
  {
    name: "a class of another name",
    files: answering("null").replace("MyStrategy", "Other"),
    entry: "strategy:MyStrategy",
    ...{ type: "ImportError", place: "strategy.ts:1:1" },
    remedy: /export .*MyStrategy/,
  },
  {
    name: "no class at all",
    files: "// later\n",
    ...{ type: "ImportError", place: "strategy.ts:1:1" },
    remedy: / write export class MyStrategy \{/,
  },
  {
    name: "a file that no entry point can name",
    files: { "my.strategy.ts": answering("null") },
    ...{ type: "ImportError", place: "", remedy: / rename the file: / },
  },
  {
    name: "a folder that no entry point can name",
    files: { "my strategies/strategy.ts": answering("null") },
    ...{ type: "ImportError", place: "", remedy: / rename the file: / },
  },
  {
    name: "a class that no entry point can name",
    files: answering("null").replace("MyStrategy", "Stratégie"),
    ...{ type: "ImportError", place: "strategy.ts:1:8" },
    remedy: / rename the class: /,
  },
  {
    name: "a mistake in a file whose lines end with CR",
    files: "const a = 1;\rconst = 2;\r",
    ...{ type: "SyntaxError", place: "strategy.ts:2:7", remedy: /this line/ },
  },
  {
    name: "lists of exports without end",
    files: "export{".repeat(120_000),
    ...{ type: "SyntaxError", place: "strategy.ts:1:", remedy: /this line/ },
  },
  {
    name: "spaces after a method",
    files: `export class A { generate_signal${" ".repeat(200_000)}`,
    ...{ type: "SyntaxError", place: "strategy.ts:1:", remedy: /this line/ },
  },
  {
    name: "texts without end",
    files: '\\"'.repeat(400_000),
    ...{ type: "SyntaxError", place: "strategy.ts:1:", remedy: /this line/ },
  },
  {
    name: "a class without generate_signal",
    files: "export class MyStrategy {\n  run() {}\n}\n",
    ...{ type: "ImportError", place: "strategy.ts:1:" },
    remedy: /generate_signal\(team, bars, current_prices\)/,
  },
  {
    name: "a file that is not there",
    files: answering("null"),
    entry: "main:MyStrategy",
    ...{ type: "ImportError", place: "", remedy: /--entry/ },
  },
  {
    name: "an import of a package",
    files: 'import _ from "lodash";\n' + answering("_"),
    ...{ type: "ImportError", place: "strategy.ts:1:15", remedy: /copy/ },
  },
  {
    name: "an import of Node",
    files: 'import { readFileSync } from "node:fs";\n' +
      answering('readFileSync("/etc/passwd")'),
    ...{ type: "ImportError", place: "strategy.ts:1:30", remedy: /copy/ },
  },
  {
    name: "an import of a file that is not there",
    files: 'import { x } from "./ruels.ts";\n' + answering("x"),
    ...{ type: "ImportError", place: "strategy.ts:1:19", remedy: /spelling/ },
  },
  {
    name: "an import of a name that is not exported",
    files: {
      "strategy.ts": 'import { y } from "./a.ts";\n' + answering("y"),
      "a.ts": "export const x = 1;\n",
    },
    ...{ type: "ImportError", place: "strategy.ts:1:10", remedy: /export/ },
  },
  {
    name: "a dynamic import",
    files: answering('import("./a.ts")'),
    ...{ type: "ImportError", place: "strategy.ts:3:19", remedy: /at the top/ },
  },
  {
    name: "a require",
    files: answering('require("fs")'),
    ...{ type: "ImportError", place: IN_LINE_3, remedy: /at the top/ },
  },
  {
    name: "eval",
    files: answering('eval("1")'),
    ...{ type: "ImportError", place: IN_LINE_3, remedy: /never run as code/ },
  },
  {
    name: "what throws when it is loaded",
    files: "const a = undefined;\nconst b = a.length;\n" + answering("b"),
    ...{ type: "TypeError", place: "strategy.ts:2:13", remedy: /not there/ },
  },
  {
    name: "what throws in the constructor",
    files: "export class MyStrategy {\n  constructor(params) {\n" +
      '    throw new RangeError("rows is missing");\n  }\n' +
      "  generate_signal() {}\n}\n",
    ...{ type: "RangeError", place: "strategy.ts:3:11", remedy: /throws/ },
  },
  {
    name: "what throws in the minute",
    files: answering("bars.NOPE.close.at(-1)"),
    ...{ type: "TypeError", place: "strategy.ts:3:22", remedy: /bars\.AAPL\?/ },
  },
  {
    name: "what throws after an await",
    files: "export class MyStrategy {\n  async generate_signal(team) {\n" +
      '    await team.api.getLastN("AAPL", 5);\n    return nothing;\n  }\n}\n',
    ...{ type: "ReferenceError", place: "strategy.ts:4:" },
    remedy: /declare nothing/,
  },
  {
    name: "what reaches for the network",
    files: answering('fetch("http://localhost")'),
    ...{ type: "ReferenceError", place: IN_LINE_3, remedy: /no network/ },
  },
  {
    name: "a loop that does not end",
    files: "export class MyStrategy {\n  generate_signal() {\n    for (;;);\n" +
      "  }\n}\n",
    ...{ type: "TimeoutError", place: METHOD, remedy: /does not end/ },
  },
  {
    name: "a promise that nothing resolves",
    files: answering("new Promise(() => {})"),
    ...{ type: "TimeoutError", place: METHOD, remedy: /team\.api alone/ },
  },
  {
    name: "an answer that is a text",
    files: answering('"buy"'),
    ...{ type: "SignalError", place: METHOD, remedy: /a signal is/ },
  },
  {
    name: "an unknown action",
    files: signal('action: "hold"'),
    ...{ type: "SignalError", place: METHOD, remedy: /a signal is/ },
  },
  {
    name: "a quantity that is a text",
    files: signal('quantity: "10"'),
    ...{ type: "SignalError", place: METHOD, remedy: /give a number/ },
  },
  {
    name: "a quantity that is NaN",
    files: signal("quantity: 0 / 0"),
    ...{ type: "SignalError", place: METHOD, remedy: /divided by 0/ },
  },
  {
    name: "a quantity of 0",
    files: signal("quantity: 0"),
    ...{ type: "SignalError", place: METHOD, remedy: /above 0/ },
  },
  {
    name: "a price that is missing",
    files: signal("price: prices.NOPE"),
    ...{ type: "SignalError", place: METHOD, remedy: /return nothing/ },
  },
  {
    name: "an unknown field",
    files: signal("qty: 10"),
    ...{ type: "SignalError", place: METHOD, remedy: /a signal is/ },
  },
  {
    name: "a symbol that is not traded",
    files: signal('symbol: "NOPE"'),
    ...{ type: "SignalError", place: METHOD, remedy: /--symbols/ },
  },
  {
    name: "a state that is too large",
    files: "export class MyStrategy {\n  generate_signal(team) {\n" +
      '    team.state = "x".repeat(300_000);\n  }\n}\n',
    ...{ type: "RangeError", place: METHOD, remedy: /keep less/ },
  },
];
