/** What one fault does; `value` and `text` say what these mean for it. */
interface FaultLine {
  /** The family it belongs to. */
  readonly code: `F${number}`;
  readonly does: string;
  readonly value?: string;
  readonly text?: string;
  /** It happens when it is set, and is over then unless it lasts. */
  readonly acts?: true;
  readonly lasts?: true;
}

/**
 * Every fault, by name. What always holds needs none: ids of orders are never
 * taken twice (F2), the rules of a pooled account (F7), fees in coin (F14).
 */
export const FAULTS = {
  answer_lost: {
    code: "F1",
    does: "the request is carried out, the connection ends without an answer",
  },
  answer_cut: {
    code: "F1",
    does: "the request is carried out, the connection ends within the answer",
  },
  answer_lost_504: {
    code: "F1",
    does: "the request is carried out, the answer is 504",
  },
  request_lost: {
    code: "F1",
    does: "the connection ends before the request is carried out",
  },
  answer_late: {
    code: "F1",
    does: "the request is carried out, the answer comes late",
    value: "milliseconds, 35000",
  },
  lookup_late: {
    code: "F3",
    does: "an order is not found by its client_order_id for a while",
    value: "milliseconds after it was accepted, 2000",
  },
  fill_before_answer: {
    code: "F4",
    does: "the fill is on the stream before POST is answered",
  },
  fill_unseen: {
    code: "F4",
    does: "the fill is never on the stream, only in REST",
  },
  fill_none: { code: "F4", does: "an order is accepted and never filled" },
  fill_partial: {
    code: "F5",
    does: "an order is filled in parts",
    value: "number of parts, 3",
    text: "how it ends: filled, canceled or expired",
  },
  reject_later: { code: "F6", does: "an order is accepted, then rejected" },
  rate_limited: {
    code: "F8",
    does: "429 though the limit is not reached",
    text: "headers or none",
  },
  stream_drop: { code: "F9", does: "a socket is closed with code 1001" },
  stream_cut: { code: "F9", does: "a socket ends without a word: code 1006" },
  stream_mute: {
    code: "F9",
    does: "a socket stays open and says nothing more",
  },
  stream_refused: {
    code: "F9",
    does: "authentication at a bars socket is answered with an error",
    value: "its code, 406",
  },
  stream_duplicate: { code: "F9", does: "a message is sent twice" },
  stream_reorder: { code: "F9", does: "a message is sent after the next one" },
  stream_unknown_event: {
    code: "F9",
    does: "a message of a kind that nobody knows comes before",
  },
  stream_unknown_status: {
    code: "F9",
    does: "an order has a status that nobody knows",
  },
  stream_extra_fields: {
    code: "F9",
    does: "a message has fields that nobody knows",
  },
  stream_binary: {
    code: "F9",
    does: "a message comes in the other kind of frame",
  },
  stream_twin: {
    code: "F9",
    does: "one execution comes in two different messages",
  },
  cancel_then_fill: { code: "F10", does: "DELETE is 204, then it is filled" },
  cancel_refused: { code: "F10", does: "DELETE is 422: not cancelable" },
  cancel_rejected: {
    code: "F10",
    does: "DELETE is 204, then order_cancel_rejected",
  },
  bars_none: { code: "F11", does: "a minute's bars never come" },
  bars_late: {
    code: "F11",
    does: "a minute's bars, or one symbol's, appear later than usual",
    value: "milliseconds, 20000",
  },
  bars_previous: {
    code: "F11",
    does: "the newest minute is not there, only the one before",
  },
  bar_missing: { code: "F11", does: "one symbol's bar never comes" },
  bar_revised: {
    code: "F11",
    does: "a bar first has other values, mended at +30 s",
    value: "factor of the first close, 1.001",
  },
  page_small: {
    code: "F11",
    does: "pages hold a few bars, whatever limit says",
    value: "bars, 2",
  },
  page_empty: { code: "F11", does: "a page is empty and has a token" },
  latest_stale: {
    code: "F11",
    does: "latest bars are old",
    value: "minutes, 90",
  },
  bar_inconsistent: {
    code: "F11",
    does: "a bar's low is above its high, mended at +30 s",
  },
  bar_null: { code: "F11", does: "a bar's close is null, mended at +30 s" },
  bar_huge: { code: "F11", does: "a bar's high is 1e308, mended at +30 s" },
  bar_twice: {
    code: "F11",
    does: "a bar comes twice with two closes, mended at +30 s",
  },
  bar_gap: {
    code: "F11",
    does: "prices are multiplied from a time on, as by a split",
    value: "factor, 0.25",
  },
  calendar_holiday: {
    code: "F12",
    does: "a day is no session",
    text: "YYYY-MM-DD, today",
  },
  calendar_half_day: {
    code: "F12",
    does: "a session ends at 13:00",
    text: "YYYY-MM-DD, today",
  },
  clock_off: {
    code: "F12",
    does: "GET /v2/clock is off",
    value: "milliseconds, 90000",
  },
  unauthorized: { code: "F13", does: "good keys are refused" },
  sip_refused: {
    code: "F13",
    does: "no right to sip: 403 for its newest minutes, 409 at its socket",
  },
  account_blocked: { code: "F13", does: "the account is blocked" },
  trading_blocked: { code: "F13", does: "trading is blocked" },
  asset_inactive: { code: "F13", does: "an asset is inactive" },
  asset_halted: {
    code: "F13",
    does: "trading in an asset is halted; a status message says so",
    acts: true,
    lasts: true,
  },
  trade_bust: {
    code: "F15",
    does: "the last execution is taken back",
    acts: true,
  },
  trade_correct: {
    code: "F15",
    does: "the last execution gets another price",
    value: "factor, 1.01",
    acts: true,
  },
  foreign_order: {
    code: "F15",
    does: "somebody else places an order",
    value: "quantity, 1",
    acts: true,
  },
  foreign_position: {
    code: "F15",
    does: "a position appears",
    value: "quantity, 10",
    acts: true,
  },
  share_split: {
    code: "F15",
    does: "shares are split; open orders of the symbol are cancelled",
    value: "shares for one, 2",
    acts: true,
  },
  html_502: {
    code: "F16",
    does: "the answer is 502 and a page of HTML; nothing was carried out",
  },
  json_truncated: { code: "F16", does: "the answer ends in the middle" },
  gzip: { code: "F16", does: "the answer is compressed" },
  empty_body: { code: "F16", does: "the answer is 200 and empty" },
  slow_body: {
    code: "F16",
    does: "the answer comes drop by drop",
    value: "milliseconds in all, 60000",
  },
  redirect: {
    code: "F16",
    does: "the answer sends the client to another host",
  },
  paper_reset: {
    code: "F17",
    does: "all orders are gone and the cash is new",
    value: "dollars, as at the start",
    acts: true,
  },
} as const satisfies Record<string, FaultLine>;

/** What a fault is called. */
export type FaultName = keyof typeof FAULTS;

/** Says whether a text is a fault's name. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text);
}

/** Returns the names that a name or a family (`F16`) stands for; none for anything else. */
export function namesOf(text: string): FaultName[] {
  if (isFaultName(text)) return [text];
  return Object.entries(FAULTS).filter(([, { code }]) => code === text)
    .map(([name]) => name as FaultName);
}
