import { strict as assert } from "node:assert";
import { runCorpus } from "./harness.ts";
import { madePrograms } from "./made.ts";
import { readPrograms } from "./programs.ts";

Deno.test("every hostile program ends in the binary as is written beside it", async () => {
  const programs = [...await readPrograms(), ...madePrograms()]
    .filter(({ expected }) => expected.ci);
  assert.ok(programs.length > 400, `${programs.length} programs`);
  const { surprises } = await runCorpus(programs, {
    mode: "binary",
    tried: "quick",
  });
  assert.deepEqual(surprises, []);
});
