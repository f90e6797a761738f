import { strict as assert } from "node:assert";

Deno.test("closeOnExec() keeps what was left open from the processes that are started", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `import { closeOnExec } from ${
        JSON.stringify(import.meta.resolve("./close_on_exec.ts"))
      };
      const open = () => {
        const { stdout } = new Deno.Command("/bin/ls", { args: ["/proc/self/fd"] }).outputSync();
        const names = new TextDecoder().decode(stdout).trim().split(/\\s+/);
        return ["8", "9"].filter((name) => names.includes(name));
      };
      const before = open();
      closeOnExec();
      console.log(JSON.stringify([before, open()]));`,
    );
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: [
        "-c",
        'exec 8<"$1" 9<"$1"; exec "$0" run --quiet --no-check --no-config -A "$1"',
        Deno.execPath(),
        file,
      ],
    }).output();
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), [
      ["8", "9"],
      [],
    ]);
  } finally {
    await Deno.remove(file);
  }
});
