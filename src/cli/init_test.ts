import { strict as assert } from "node:assert";
import { init } from "./init.ts";

const FILES = { "team_registry.yaml": "teams", "strategies/a.ts": "a" };

Deno.test("init() writes every file and says what to do next", () => {
  const { context, disk, lines } = recorder({});
  assert.equal(init("cup/", context), 0);
  assert.deepEqual(disk, {
    "cup/strategies/a.ts": "a",
    "cup/team_registry.yaml": "teams",
  });
  assert(lines.includes("  cd cup"));
  assert(lines.includes("  qtc --registry team_registry.yaml"));
});

Deno.test("init() writes into the working folder without its name", () => {
  const { context, disk, lines } = recorder({});
  assert.equal(init(".", context), 0);
  assert.deepEqual(Object.keys(disk).sort(), Object.keys(FILES).sort());
  assert(!lines.some((line) => line.includes("cd ")));
});

Deno.test("init() keeps a file that is there, and names it", () => {
  const { context, disk, lines } = recorder({ "strategies/a.ts": "mine" });
  assert.equal(init(".", context), 0);
  assert.equal(disk["strategies/a.ts"], "mine");
  assert(lines.includes("kept    strategies/a.ts"));
  assert(lines.includes("written team_registry.yaml"));
});

Deno.test("init() writes nothing when there is a registry", () => {
  const { context, disk } = recorder({ "team_registry.yaml": "mine" });
  assert.throws(() => init(".", context), { code: "conflict" });
  assert.deepEqual(disk, { "team_registry.yaml": "mine" });
});

Deno.test("init() says which file cannot be written", () => {
  const { context } = recorder({});
  const write = () => {
    throw new Error("disk full");
  };
  assert.throws(() => init("x", { ...context, write }), {
    code: "unavailable",
    message: 'Cannot write file "x/strategies/a.ts": disk full',
  });
});

function recorder(before: Readonly<Record<string, string>>) {
  const disk: Record<string, string> = { ...before };
  const lines: string[] = [];
  const context = {
    files: FILES,
    exists: (path: string) => path in disk,
    write: (path: string, text: string) => {
      assert(!(path in disk));
      disk[path] = text;
    },
    print: (line: string) => void lines.push(line),
  };
  return { context, disk, lines };
}
