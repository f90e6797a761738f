import { strict as assert } from "node:assert";
import { remedyOf } from "./remedy.ts";

const CASES: readonly [type: string, message: string, remedy: RegExp][] = [
  ["SyntaxError", 'Expected ";" but found "}" (a.ts:1:2)', /mend this line/],
  ["ImportError", "import() is not there: use an import", /at the top/],
  ["ImportError", "require is not there: use an import", /at the top/],
  ["ImportError", 'cannot import "lodash": only files', /copy what you need/],
  [
    "ImportError",
    'cannot import "./a.json": only .ts and .js files; put the data into one',
    /export const/,
  ],
  [
    "ImportError",
    'cannot import "./a.mts": files end in .ts or .js; rename it',
    /rename that file/,
  ],
  [
    "ImportError",
    `"./x.ts" is not a file of the strategy's folder`,
    /spelling/,
  ],
  ["ImportError", 'No matching export in "a.ts" for import "b"', /export that/],
  ["TypeError", "there is no exported class Foo", /before class Foo;/],
  [
    "ImportError",
    "there is no exported class Foo: strategy exports nothing else; write",
    /^write export class Foo \{ … \} .*before class Foo;/,
  ],
  [
    "ImportError",
    '"require.x.ts" cannot be in an entry_point: rename the file: letters',
    /^rename the file:/,
  ],
  [
    "PackageError",
    'Cannot read "a.ts": there is no permission to read it',
    /chmod/,
  ],
  ["TypeError", "class Foo has no generate_signal()", /give the class/],
  [
    "TimeoutError",
    "generate_signal() awaits a promise that nothing resolves",
    /await/,
  ],
  ["TimeoutError", "the strategy did not answer within 5 s", /does not end/],
  ["MemoryError", "the strategy took more than 400 MB", /keep less/],
  ["CrashError", "the strategy's process ended", /recursion/],
  ["SkippedError", "its process could not be started", /try again/],
  ["RangeError", "team.state is larger than 256 KB", /figures/],
  ["SignalError", "price must be a number, not null", /divided by 0/],
  ["SignalError", "price must be a number, not a string", /not "10"/],
  ["SignalError", "price must be a number, not nothing", /missing/],
  ["SignalError", 'symbol "X" is not in the universe: A', /--symbols/],
  [
    "TypeError",
    "Cannot make a signal: price is undefined; it must be a number above 0",
    /computed from/,
  ],
  ["TypeError", 'Cannot make a signal: it has no field "qty"', /a signal is/],
  ["SignalError", 'action must be buy or sell, not "hold"', /a signal is/],
  ["SignalError", 'unknown field "qty"; a signal has', /a signal is/],
  ["ReferenceError", "fetch is not defined", /no network/],
  ["ReferenceError", "foo is not defined", /declare foo/],
  ["TypeError", "Cannot read properties of undefined (reading 'x')", /\?\./],
  ["PackageError", 'Cannot read "a.ts": it is not UTF-8', /mend that file/],
  ["Error", "my own words", /the line throws/],
];
for (const [type, message, remedy] of CASES) {
  Deno.test(`remedyOf() helps when ${message}`, () => {
    assert.match(remedyOf({ type, message }), remedy);
  });
}
