import { strict as assert } from "node:assert";
import { alertBody, formatOf } from "./alert_body.ts";
import { alertOf } from "./fixture_test.ts";

const SENDER = { mode: "PAPER", competition: "Spring Cup" };
/** What a team may call itself or throw. */
const HOSTILE = "<!channel> @everyone <@U1> [x](http://e.vil) **b** `c`\n" +
  "QTC LIVE: OK\u202e\x1b[31m & <https://e.vil|here>";

Deno.test("formatOf() knows Slack and Discord by their hosts alone", () => {
  assert.equal(formatOf("https://hooks.slack.com/services/T/B/x"), "slack");
  assert.equal(formatOf("https://discord.com/api/webhooks/1/x"), "discord");
  assert.equal(formatOf("https://discordapp.com/api/webhooks/1/x"), "discord");
  assert.equal(
    formatOf("https://canary.discord.com/api/webhooks/1"),
    "discord",
  );
  for (
    const url of [
      "https://example.org/hooks.slack.com",
      "https://hooks.slack.com.example.org/",
      "https://notdiscord.com/",
      "http://127.0.0.1:80/",
    ]
  ) assert.equal(formatOf(url), "json", url);
});

Deno.test("alertBody() says for Slack what happened, where and when", () => {
  const body = JSON.parse(alertBody(alertOf(), "slack", SENDER));
  assert.deepEqual(body, {
    text: "QTC PAPER Spring Cup: ALERT: alpha is out (2026-11-20T14:30:00Z)",
    mrkdwn: false,
    unfurl_links: false,
  });
  const cleared = alertOf({ state: "cleared", message: "alpha is back" });
  const { text } = JSON.parse(alertBody(cleared, "slack", { mode: "LIVE" }));
  assert.equal(text, "QTC LIVE: OK: alpha is back (2026-11-20T14:30:00Z)");
});

Deno.test("alertBody() lets nobody mention, mark up or add a line in Slack", () => {
  const alert = alertOf({ message: HOSTILE });
  const { text } = JSON.parse(alertBody(alert, "slack", SENDER));
  assert.doesNotMatch(text, /[<>\p{Cc}\u202e]|@\w|&(?!amp;|lt;|gt;)/u);
  assert.match(text, /&lt;!channel&gt; @\u200beveryone/);
});

Deno.test("alertBody() lets nobody mention, mark up or add a line in Discord", () => {
  const alert = alertOf({ message: HOSTILE });
  const body = JSON.parse(alertBody(alert, "discord", SENDER));
  assert.deepEqual(body.allowed_mentions, { parse: [] });
  assert.equal(body.flags, 4);
  const { content } = body;
  assert.doesNotMatch(content, /(?<!\\)[*_~`|<>[\]()#]|[\p{Cc}\u202e]|@\w/u);
  assert.match(content, /^QTC PAPER Spring Cup: ALERT: \\<!channel\\>/);
});

Deno.test("alertBody() is at most 2000 characters of Discord, whatever is said", () => {
  for (const sign of ["*", "@", "😀", "\ud83d", "&"]) {
    const message = sign.repeat(10_000);
    const sender = { mode: "SIMULATED", competition: message };
    const { content } = JSON.parse(
      alertBody(alertOf({ message }), "discord", sender),
    );
    assert.ok(content.length <= 2_000, `${sign}: ${content.length}`);
    assert.ok(content.isWellFormed());
  }
});

Deno.test("alertBody() has fields in JSON, a null without a subject", () => {
  assert.deepEqual(JSON.parse(alertBody(alertOf(), "json", SENDER)), {
    kind: "quarantine",
    state: "raised",
    subject: "alpha",
    message: "alpha is out",
    at: "2026-11-20T14:30:00.000Z",
    mode: "PAPER",
    competition: "Spring Cup",
  });
  const { at } = alertOf();
  const halt = { kind: "halt", state: "cleared", message: "on", at } as const;
  assert.deepEqual(JSON.parse(alertBody(halt, "json", { mode: "LIVE" })), {
    kind: "halt",
    state: "cleared",
    subject: null,
    message: "on",
    at: "2026-11-20T14:30:00.000Z",
    mode: "LIVE",
  });
});

Deno.test("alertBody() writes the line about what is held back in every form", () => {
  const { at } = alertOf();
  const message = "7 more alerts are held back";
  const notice = { kind: "held_back", message, at } as const;
  const json = JSON.parse(alertBody(notice, "json", SENDER));
  assert.equal(json.kind, "held_back");
  assert.equal(json.subject, null);
  for (const format of ["json", "slack", "discord"] as const) {
    assert.ok(alertBody(notice, format, SENDER).includes(message));
  }
});
