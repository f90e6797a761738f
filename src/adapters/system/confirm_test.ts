import { strict as assert } from "node:assert";
import { confirm } from "./confirm.ts";

Deno.test("confirm() is true for the word alone", () => {
  const answers = new Map([
    ["reset", true],
    [" reset ", true],
    ["Reset", false],
    ["yes", false],
    ["", false],
    [null, false],
  ]);
  for (const [answer, expected] of answers) {
    const asked: string[] = [];
    const ask = (question: string) => {
      asked.push(question);
      return answer;
    };
    assert.equal(
      confirm("reset", { isTerminal: () => true, ask }),
      expected,
      `${answer}`,
    );
    assert.deepEqual(asked, ["Type reset to go on:"]);
  }
});

Deno.test("confirm() asks nobody when there is no terminal", () => {
  const ask = () => assert.fail("asked");
  assert.equal(confirm("reset", { isTerminal: () => false, ask }), undefined);
});
