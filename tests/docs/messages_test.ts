import { strict as assert } from "node:assert";
import { settingFlags } from "../../src/config/setting_flags.ts";
import { sourceTexts, textsOf, unsaid } from "./messages.ts";
import { codeWords, PAGES, pageText } from "./page.ts";

/** Flags of commands, which are no settings. */
const COMMAND_FLAGS = [
  ...["--from", "--to", "--map", "--skip-bad"],
  ...["--format", "--adjustment"],
  ...["--keep-teams", "--yes", "--help", "--version"],
  ...["--entry", "--params", "--cash", "--minutes", "--json", "--accept"],
];
/** Flags of other programs that pages speak of. */
const FOREIGN_FLAGS = ["--base", "--output", "--frozen"];
/** Variables that are no settings. */
const VARIABLES = [
  ...["QTC_ALERT_WEBHOOK", "QTC_ENV", "QTC_ADMIN_KEY"],
  ...["QTC_ALPACA_TRADING_URL", "QTC_ALPACA_DATA_URL"],
  "QTC_ALPACA_STREAM_URL",
];

const texts = sourceTexts();

Deno.test("docs/troubleshooting.md quotes only what QTC says", () => {
  const quoted = [
    ...pageText("docs/troubleshooting.md").matchAll(/^### (.*)$/gm),
  ]
    .map(([, heading = ""]) => heading);
  assert.ok(quoted.length >= 40, `${quoted.length} entries`);
  for (const heading of quoted) {
    const messages = [...heading.matchAll(/`([^`]+)`/g)];
    assert.ok(
      messages.length > 0,
      `${heading}: an entry begins with a message`,
    );
    for (const [, message = ""] of messages) {
      const part = unsaid(message, texts);
      assert.ok(part === undefined, `nobody says "${part}" of: ${message}`);
    }
  }
});

Deno.test("pages name only flags and variables that are there", () => {
  const settings = settingFlags();
  const flags = new Set([
    ...settings.map(({ flag }) => flag),
    ...COMMAND_FLAGS,
    ...FOREIGN_FLAGS,
  ]);
  const variables = new Set([
    ...settings.map(({ variable }) => variable),
    ...VARIABLES,
  ]);
  for (const page of PAGES) {
    const text = pageText(page);
    for (const [flag] of text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)) {
      assert.ok(flags.has(flag), `${page}: there is no ${flag}`);
    }
    for (const [variable] of text.matchAll(/\bQTC_[A-Z_]+\b/g)) {
      assert.ok(variables.has(variable), `${page}: there is no ${variable}`);
    }
  }
});

Deno.test("docs name only routes that are there", () => {
  const known = texts.filter((text) => /^…?\//.test(text));
  const shape = (path: string) =>
    path.split("?", 1)[0]?.replaceAll(/\{\w+\}|<\w+>|…/g, ":") ?? "";
  const routes = known.map((text) =>
    text.replaceAll(/:\w+(\{…\})?/g, ":").replace(/^…/, "")
  );
  for (const page of PAGES.filter((page) => page.startsWith("docs/"))) {
    for (const word of codeWords(page)) {
      if (!/^\/(api|activity|line|leaderboard|healthz)\b/.test(word)) continue;
      const wanted = shape(word).replace(/^\/api\/v1\/team\/:(?=.)/, "");
      assert.ok(
        routes.some((route) => route === shape(word) || route === wanted),
        `${page}: there is no route ${word}`,
      );
    }
  }
});

Deno.test("textsOf() puts together what stands together", () => {
  const source =
    'const a = `Cannot use "${b ? "gone" : `${c} left`}": it is ` + d + " here";' +
    ' say("one", ("two " + "three"));';
  assert.deepEqual(textsOf(source), [
    'Cannot use "…": it is … here',
    "gone",
    "… left",
    "one",
    "two three",
  ]);
});

Deno.test("unsaid() finds a part that no source says", () => {
  const said = ['Cannot use folder "…": it is …; put it back', "cut off after"];
  const good = 'Cannot use folder "…": it is …cut off after…; put it back';
  assert.equal(unsaid(good, said), undefined);
  assert.equal(
    unsaid('Cannot use folder "…": it was …; put it back', said),
    '": it was ',
  );
  assert.equal(unsaid('"…": it …', said), '"…": it …');
});
