import { strict as assert } from "node:assert";
import { settingFlags } from "../../src/config/setting_flags.ts";
import { PAGES, pageText } from "./page.ts";

const readme = Deno.readTextFileSync(
  new URL("../../README.md", import.meta.url),
);

/** Cells of the table of flags, by flag. */
const rows = new Map(
  readme.split("\n").filter((line) => line.startsWith("| `--")).map((line) => {
    const cells = line.replaceAll("\\|", "¦").split("|").slice(1, -1)
      .map((cell) => cell.trim().replaceAll("¦", "|").replaceAll("`", ""));
    return [cells[0]?.split(" ")[0] ?? "", cells] as const;
  }),
);

Deno.test("README.md lists every flag with its variable, default and meaning", () => {
  for (const { flag, value, variable, help, ...rest } of settingFlags()) {
    assert.deepEqual(rows.get(flag), [
      value === undefined ? flag : `${flag} ${value}`,
      variable ?? "",
      rest.default ?? "",
      help,
    ]);
  }
});

Deno.test("README.md lists no flag that is not there", () => {
  assert.deepEqual(
    [...rows.keys()].sort(),
    settingFlags().map(({ flag }) => flag).sort(),
  );
});

Deno.test("README.md names only tests that are there", () => {
  const root = new URL("../../", import.meta.url);
  const named = [...readme.matchAll(/`((?:src|tests)\/[^`]*_test\.ts)`/g)];
  assert.ok(named.length >= 5);
  for (const [, path = ""] of named) {
    const [folder = "", only] = path.split("*");
    assert.ok(Deno.statSync(new URL(folder, root)), path);
    if (only === undefined) {
      assert.ok(Deno.statSync(new URL(path, root)).isFile);
    }
  }
});

Deno.test("README.md, docs and strategies name only files that are there", () => {
  const root = new URL("../../", import.meta.url);
  for (const page of PAGES) {
    const base = new URL(page, root);
    for (
      const [, link = ""] of pageText(page).matchAll(/\]\((?!http)([^)]+)\)/g)
    ) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? base : new URL(path, base);
      assert.ok(Deno.statSync(target), `${page}: ${link}`);
      if (anchor === undefined) continue;
      const anchors = [...Deno.readTextFileSync(target).matchAll(/^#+ (.*)$/gm)]
        .map(([, heading = ""]) =>
          heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-")
        );
      assert.ok(anchors.includes(anchor), `${page}: ${link}`);
    }
  }
});
