import type { Fault } from "./fault_lines.ts";

/** What helps against a fault whose type and message fit. */
interface Remedy {
  readonly type?: RegExp;
  readonly message: RegExp;
  /** What to do; may use the parts of the message that were found. */
  readonly text: (parts: readonly string[]) => string;
}

const say = (text: string) => () => text;
const FIELDS = "a signal is { symbol, action, quantity, price } and may have " +
  "order_type, time_in_force, confidence, reason; a cancel is { cancel: id }";

/** The first that fits counts. */
const REMEDIES: readonly Remedy[] = [
  {
    message: /cannot be in an entry_point: rename the (file|class)/,
    text: ([what = ""]) =>
      `rename the ${what}: a registry names it, as in strategy:MyStrategy`,
  },
  {
    type: /^PackageError$/,
    message: /no permission to read/,
    text: say(
      "give yourself the right to read it: chmod -R u+rX, and the path",
    ),
  },
  {
    type: /^PackageError$/,
    message: /./,
    text: say(
      "mend that file; a strategy is a folder, one .ts or .js file, or a ZIP " +
        "of such files in UTF-8",
    ),
  },
  {
    message: /(?:^|: )import\(\)|require/,
    text: say(
      'write import { name } from "./file.ts" at the top of the file instead',
    ),
  },
  {
    message: /import\.meta/,
    text: say("leave it out: a strategy has no address of its own"),
  },
  {
    message: /eval\(|[Cc]ode generation from strings/,
    text: say("write the code itself: text is never run as code"),
  },
  {
    message: /cannot import .*data into/,
    text: say("write it as export const data = … in a .ts file"),
  },
  {
    message: /cannot import .*rename it/,
    text: say("rename that file to .ts or .js, and the import with it"),
  },
  {
    message: /cannot import "/,
    text: say(
      "copy what you need of it into a file of the folder and import that",
    ),
  },
  {
    message: /is not a file of the strategy's folder/,
    text: say(
      "look at the spelling: write the path from the importing file, with " +
        'its ending, such as "./rules.ts"; tests and .d.ts files do not count',
    ),
  },
  {
    message: /No matching export/,
    text: say("export that name there, or import another one"),
  },
  {
    message: /there is no file/,
    text: say("name file and class with --entry, such as strategy:MyStrategy"),
  },
  {
    message: /there is no exported class ([^\s:]+)/,
    text: ([name = ""]) =>
      `write export class ${name} { … } with generate_signal() in it; if it ` +
      `is there, write export before class ${name}; or name another class ` +
      "with --entry",
  },
  {
    message: /has no generate_signal/,
    text: say(
      "give the class a method generate_signal(team, bars, current_prices)",
    ),
  },
  {
    message: /awaits a promise that nothing resolves/,
    text: say("await calls of team.api alone: there are no timers or events"),
  },
  {
    type: /^TimeoutError$/,
    message: /./,
    text: say(
      "look for a loop that does not end; keep what you have computed in " +
        "fields of the class instead of computing it again each minute",
    ),
  },
  {
    type: /^MemoryError$/,
    message: /./,
    text: say("keep less: bars hands out the last rows every minute anyway"),
  },
  {
    type: /^CrashError$/,
    message: /./,
    text: say(
      "look for recursion without end, and for lists that grow without end",
    ),
  },
  {
    type: /^SkippedError$/,
    message: /./,
    text: say("the machine is busy, it is not the strategy's fault: try again"),
  },
  {
    message: /team\.state is larger/,
    text: say("keep less in team.state: figures, not whole columns of bars"),
  },
  {
    message: /signals are larger|more than the \d+ that a minute may have/,
    text: say("return at most 20 signals a minute"),
  },
  {
    message: /(?:quantity|price|confidence) must be a number.*null/,
    text: say(
      "NaN and Infinity arrive as null: look at what was divided by 0 or " +
        "computed from no rows, and return nothing then",
    ),
  },
  {
    message: /(?:quantity|price) must be a number, not nothing/,
    text: say(
      "it is missing or undefined, as the price of a symbol without bars is: " +
        "return nothing then",
    ),
  },
  {
    message: /Cannot make a (?:signal|cancel).* is (?:undefined|NaN)/,
    text: say("look at what it was computed from, and return nothing then"),
  },
  {
    message: /Cannot make a (?:signal|cancel)/,
    text: say(FIELDS),
  },
  {
    message: /is not in the universe/,
    text: say(
      "trade what bars holds; here --symbols or --universe say what that is, " +
        "on the server its registry",
    ),
  },
  {
    message: /(?:quantity|price) must be a number/,
    text: say('give a number, not a text: 10 and not "10", Number(text)'),
  },
  {
    message: /must be|unknown field|a cancel has/,
    text: say(FIELDS),
  },
  {
    type: /^ReferenceError$/,
    message:
      /(fetch|XMLHttpRequest|WebSocket|setTimeout|setInterval|setImmediate|process|Deno|Buffer|require|module|performance|crypto|window|document|Worker|WebAssembly|Atomics|SharedArrayBuffer|structuredClone|TextEncoder|TextDecoder) is not defined/,
    text: say(
      "leave it out: a strategy has the language, its bars and team.api; no " +
        "network, files, timers or workers",
    ),
  },
  {
    type: /^ReferenceError$/,
    message: /(\S+) is not defined/,
    text: ([name = ""]) =>
      `declare ${name}, or import it from a file of the folder`,
  },
  {
    type: /^TypeError$/,
    message: /of (undefined|null)\b/,
    text: say(
      "something was not there: a symbol without bars is absent, so write " +
        "bars.AAPL?.close ?? [] and return nothing when it is empty",
    ),
  },
  {
    type: /^SyntaxError$/,
    message: /./,
    text: say("mend this line; an editor or deno check marks it as well"),
  },
  {
    type: /^ImportError$/,
    message: /more than .* MB/,
    text: say("leave data out of the code: a packed strategy is small"),
  },
];

/** Returns what to do about a fault of a strategy, in one line. */
export function remedyOf({ type, message }: Fault): string {
  for (const remedy of REMEDIES) {
    if (remedy.type && !remedy.type.test(type)) continue;
    const found = remedy.message.exec(message);
    if (found) return remedy.text(found.slice(1));
  }
  return "the line throws: catch what can fail there, or return nothing";
}
