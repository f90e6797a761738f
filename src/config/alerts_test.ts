import { strict as assert } from "node:assert";
import { alertKindsText, readAlertWebhook } from "./alerts.ts";

const read = (url: string) => readAlertWebhook({ QTC_ALERT_WEBHOOK: url });

Deno.test("readAlertWebhook() takes https, and http on loopback", () => {
  for (
    const url of [
      "https://hooks.slack.com/services/T0/B0/s3cr3t",
      "https://example.org:8443/?token=s3cr3t",
      "http://127.0.0.1:9000/x",
      "http://localhost:9000/x",
      "http://[::1]:9000/x",
    ]
  ) assert.equal(read(url), url);
  assert.equal(read(" https://example.org/x "), "https://example.org/x");
});

Deno.test("readAlertWebhook() is nothing when nothing is set", () => {
  assert.equal(readAlertWebhook({}), undefined);
  assert.equal(read(""), undefined);
});

Deno.test("readAlertWebhook() refuses others, naming the variable and not what it holds", () => {
  for (
    const [url, state] of [
      ["http://example.org/s3cr3t", /http is for loopback only/],
      ["http://127.0.0.1.example.org/s3cr3t", /http is for loopback only/],
      ["https://ann:s3cr3t@example.org/", /must not have a user/],
      ["ftp://example.org/s3cr3t", /begins with https/],
      ["file:///s3cr3t", /begins with https/],
      ["s3cr3t", /begins with https/],
    ] as const
  ) {
    assert.throws(() => read(url), (error: Error & { code: string }) => {
      assert.equal(error.code, "invalid");
      assert.match(error.message, /^Cannot use QTC_ALERT_WEBHOOK: /);
      assert.match(error.message, state);
      assert.doesNotMatch(error.message, /s3cr3t|example/);
      return true;
    });
  }
});

Deno.test("alertKindsText() takes all, none, or some of them", () => {
  const kinds = (text: string) => alertKindsText().safeParse(text).data;
  assert.deepEqual(kinds("all"), [
    "halt",
    "invariant",
    "disk",
    "feed",
    "frozen",
    "quarantine",
  ]);
  assert.deepEqual(kinds("none"), []);
  assert.deepEqual(kinds("feed, halt,feed"), ["halt", "feed"]);
  for (const text of ["", "halt,", "everything", "all,halt", "Halt"]) {
    assert.equal(kinds(text), undefined, text);
  }
});
