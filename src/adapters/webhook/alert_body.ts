import type { Alert, AlertFormat } from "../../domain/alert.ts";

/** What every alert says of the competition that it comes from. */
export interface Sender {
  /** `SIMULATED`, `PAPER` or `LIVE`. */
  readonly mode: string;
  /** Its name; absent when it has none. */
  readonly competition?: string;
}

/** An alert, or the line that says that some are held back. */
export type Notice =
  | Alert
  | (Pick<Alert, "message" | "at"> & { readonly kind: "held_back" });

/** Most characters of a message and of a name. */
const MESSAGE_MAX = 500;
const NAME_MAX = 60;
/** Discord shows no preview of links: they may be a team's words. */
const SUPPRESS_EMBEDS = 4;

/** Returns how the body is written for a host. */
export function formatOf(url: string): AlertFormat {
  const { hostname } = new URL(url);
  if (hostname === "hooks.slack.com") return "slack";
  return /(^|\.)discord(app)?\.com$/.test(hostname) ? "discord" : "json";
}

/**
 * Returns the JSON text of an alert. A team's words in it address nobody, forge
 * no links and no second line.
 *
 * Source: https://docs.slack.dev/messaging/formatting-message-text and
 * https://docs.discord.com/developers/resources/webhook#execute-webhook
 */
export function alertBody(
  notice: Notice,
  format: AlertFormat,
  sender: Sender,
): string {
  switch (format) {
    case "slack": {
      const text = slackText(lineOf(notice, sender));
      return JSON.stringify({ text, mrkdwn: false, unfurl_links: false });
    }
    case "discord":
      return JSON.stringify({
        content: discordText(lineOf(notice, sender)),
        allowed_mentions: { parse: [] },
        flags: SUPPRESS_EMBEDS,
      });
    case "json":
      return JSON.stringify({
        kind: notice.kind,
        state: "state" in notice ? notice.state : "raised",
        subject: "subject" in notice ? notice.subject : null,
        message: plain(notice.message, MESSAGE_MAX),
        at: new Date(notice.at).toISOString(),
        mode: sender.mode,
        ...(sender.competition !== undefined &&
          { competition: plain(sender.competition, NAME_MAX) }),
      });
  }
}

function lineOf(notice: Notice, { mode, competition }: Sender): string {
  const name = competition === undefined
    ? ""
    : ` ${plain(competition, NAME_MAX)}`;
  const isGood = "state" in notice && notice.state === "cleared";
  const time = `${new Date(notice.at).toISOString().slice(0, 19)}Z`;
  return `QTC ${mode}${name}: ${isGood ? "OK" : "ALERT"}: ` +
    `${plain(notice.message, MESSAGE_MAX)} (${time})`;
}

/** One line without signs that cannot be seen, of at most `max` characters. */
function plain(text: string, max: number): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const signs = [...line];
  return signs.length <= max ? line : `${signs.slice(0, max).join("")}…`;
}

/** `&`, `<` and `>` are all that Slack reads; others that take its form read `@`. */
function slackText(text: string): string {
  return parted(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function discordText(text: string): string {
  return parted(text.replace(/[\\*_~`|<>[\]()#]/g, (sign) => `\\${sign}`));
}

/** Puts a space of no width behind every `@`, so that it calls nobody. */
function parted(text: string): string {
  return text.replaceAll("@", "@\u200b");
}
