import { strict as assert } from "node:assert";
import { answersIn, withAnswers } from "./readme_answers.ts";

const page = (first: string) =>
  "# Page\n\n```sh\ncurl -s 'http://a/b?c=d'\n```\n\n" +
  `\`\`\`text\n${first}\n\`\`\`\n\n` +
  "Not asked:\n\n```sh\n./qtc serve\n```\n\nWords.\n\n" +
  "```sh\ncurl -s http://a/line\n```\n\n```text\none line\n```\n";

Deno.test("answersIn() finds what stands before an answer, and nothing else", () => {
  assert.deepEqual(answersIn(page('{"a":1,"b"…')), [
    { command: "curl -s 'http://a/b?c=d'", beginning: '{"a":1,"b"' },
    { command: "curl -s http://a/line", beginning: "one line" },
  ]);
  assert.deepEqual(answersIn("```sh\ncurl -s http://a\n```\n"), []);
});

Deno.test("withAnswers() puts in what was printed, cut to its beginning", () => {
  const long = `{"values":[${"1,".repeat(400)}2]}`;
  const answers = new Map([
    ["curl -s 'http://a/b?c=d'", long],
    ["curl -s http://a/line", "one line\n"],
  ]);
  const changed = withAnswers(page("old"), answers);
  assert.equal(changed, page(`${long.slice(0, 300)}…`));
  assert.equal(withAnswers(changed, answers), changed);
  for (const { command, beginning } of answersIn(changed)) {
    assert.ok(answers.get(command)?.startsWith(beginning));
  }
});

Deno.test("withAnswers() takes an answer of several lines as it is", () => {
  const text = "retry: 5000\n: connected\n\n";
  const one = "```sh\ncurl -N http://a\n```\n\n```text\n```\n";
  const changed = withAnswers(one, new Map([["curl -N http://a", text]]));
  assert.deepEqual(answersIn(changed), [
    { command: "curl -N http://a", beginning: "retry: 5000\n: connected\n" },
  ]);
});

Deno.test("withAnswers() refuses to leave an old answer standing", () => {
  assert.throws(
    () => withAnswers(page("old"), new Map()),
    /Cannot answer "curl -s 'http/,
  );
});
