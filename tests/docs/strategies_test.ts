import { strict as assert } from "node:assert";
import { join } from "node:path";
import { ROOT, run, tempFolder } from "../binary/qtc.ts";
import { blocksOf } from "./page.ts";

/** Pages whose code is a strategy's. */
const PAGES = ["docs/strategies.md", "strategies/README.md"];

/** What a piece of a method is put into; its imports go to the top. */
function asStrategy(text: string): string {
  if (/^export class /m.test(text)) return `${text}\n`;
  const imports = text.match(/^import .*$/gm) ?? [];
  const rest = text.replaceAll(/^import .*\n?/gm, "");
  return [
    'import type { Bars, Prices, Signals, Team } from "qtc";',
    ...imports,
    "export class Snippet {",
    "  async generate_signal(",
    "    team: Team, bars: Bars, current_prices: Prices",
    "  ): Promise<Signals> {",
    rest,
    "    return null;",
    "  }",
    "}\n",
  ].join("\n");
}

Deno.test("code on pages about strategies is taken in by the binary, and has the right types", async () => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  const made = await run(["strategy", "new", "base"], options);
  assert.equal(made.code, 0, made.stderr);
  const base = join(folder.path, "base");
  const blocks = PAGES.flatMap((page) => blocksOf(page))
    .filter(({ language }) => language === "ts");
  assert.ok(blocks.length >= 10);
  for (const [index, { place, text }] of blocks.entries()) {
    const name = `block${index}.ts`;
    await Deno.writeTextFile(join(base, name), asStrategy(text));
    const check = ["strategy", "check", `base/${name}`];
    const { code, stdout, stderr } = await run(check, options);
    assert.equal(code, 0, `${place}\n${stdout}${stderr}`);
  }
  const { code, stderr } = await new Deno.Command(join(ROOT, "tools", "deno"), {
    args: ["check", "."],
    cwd: base,
  }).output();
  const places = blocks.map(({ place }, index) => `block${index}.ts: ${place}`);
  assert.equal(
    code,
    0,
    `${new TextDecoder().decode(stderr)}\n${places.join("\n")}`,
  );
});

Deno.test("docs/strategies.md shows a refusal as check prints it", async () => {
  const faults = blocksOf("docs/strategies.md")
    .filter(({ language }) => language === "fault");
  assert.ok(faults.length > 0);
  await using folder = await tempFolder();
  for (const { place, text } of faults) {
    const [, line = ""] = /^ +1 \| (.*)$/m.exec(text) ?? [];
    const rest = "export class S { generate_signal() {} }\n";
    // In TypeScript, what is imported and not used would be left out.
    await Deno.writeTextFile(
      join(folder.path, "strategy.js"),
      `${line}\n${rest}`,
    );
    const { code, stdout } = await run(["strategy", "check", "strategy.js"], {
      cwd: folder.path,
    });
    assert.equal(code, 1, place);
    for (const shown of text.split("\n")) {
      const parts = shown.trim().split("…").map((part) => part.trim())
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      assert.match(stdout, new RegExp(parts.join(".*")), `${place}: ${shown}`);
    }
  }
});

Deno.test("docs/strategies.md names every kind of failure and nothing else", () => {
  const page = Deno.readTextFileSync(join(ROOT, "docs", "strategies.md"));
  const [, table = ""] = page.split("\n## Errors\n");
  const named = [...table.matchAll(/^\| (`\w+Error`(?:, `\w+`)*) /gm)]
    .flatMap(([, types = ""]) => types.match(/\w+/g) ?? []);
  const said = new Set<string>();
  const folders = ["src/sandbox", "src/engine", "src/program"];
  for (const path of folders) {
    for (const { name } of Deno.readDirSync(join(ROOT, path))) {
      if (!name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
      const text = Deno.readTextFileSync(join(ROOT, path, name));
      for (const [, type = ""] of text.matchAll(/"(\w+Error)"/g)) {
        said.add(type);
      }
    }
  }
  for (const type of named) {
    const isOfLanguage = type in globalThis;
    assert.ok(isOfLanguage || said.has(type), `nobody says ${type}`);
  }
  for (const type of said) {
    if (type in globalThis || type === "QtcError") continue;
    assert.ok(named.includes(type), `${type} is not explained`);
  }
});
