import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import { tidy } from "./tidy.ts";

Deno.test("tidy() returns the breaches of every rule, by path and line, when files break them", () => {
  const breaches = tidy(
    new Map([
      [
        "src/domain/b.ts",
        'import { z } from "zod";\n/** A. */\nexport const a = z;\nconsole.log(1);\n',
      ],
      ["src/domain/a.ts", "\n".repeat(400) + "export interface A {}\n"],
    ]),
  );
  assert.deepEqual(
    breaches.map(({ path, line, message }) =>
      `${path}:${line} ${message.split(" ", 3).join(" ")}`
    ),
    [
      "src/domain/a.ts:1 has 401 lines,",
      "src/domain/a.ts:401 exports something without",
      "src/domain/b.ts:1 must not use",
      "src/domain/b.ts:1 has no test:",
      "src/domain/b.ts:4 must not write",
    ],
  );
});

for (
  const [what, source, code] of [
    ["0 when all is well", "/** One. */\nexport interface A {}\n", 0],
    ["1 when a rule is broken", "export interface A {}\n", 1],
  ] as const
) {
  Deno.test(`tidy exits with ${what}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${folder}/src/domain`, { recursive: true });
      await Deno.writeTextFile(`${folder}/src/domain/a.ts`, source);
      const [script, config] = ["./tidy.ts", "../deno.json"].map((path) =>
        fileURLToPath(new URL(path, import.meta.url))
      );
      const args = [
        "run",
        "--no-check",
        "--allow-read",
        "--allow-env",
        "--config",
        config ?? "",
        script ?? "",
      ];
      const { code: exit, stdout } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: folder,
      }).output();
      const out = new TextDecoder().decode(stdout);
      assert.equal(exit, code, out);
      assert.match(
        out,
        code === 0
          ? /^tidy: 1 files, 0 breaches\n$/
          : /^src\/domain\/a.ts:1: exports something/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
