import { Hono } from "hono";
import { z } from "zod";
import { MINUTE_MS } from "../domain/bar.ts";
import { sessionOn } from "../domain/calendar.ts";
import { QtcError } from "../domain/error.ts";
import { instantOf } from "../domain/instant.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Gate } from "./auth.ts";
import type { BarsAnswer, BarsQuestion } from "./bars_question.ts";
import { anyOrigin } from "./cors.ts";
import type { ApiApp, ApiContext, ApiEnv } from "./env.ts";
import { problem } from "./errors.ts";
import { packingOf } from "./packing.ts";
import { isoTime } from "./time.ts";
import { validate, wholeNumber } from "./validate.ts";

/** What the data routes read. */
export interface MarketDataReader {
  /** Returns what there are bars of, by symbol. */
  instruments(): ReadonlyMap<string, Instrument>;
  /**
   * Returns the last published minute, Unix milliseconds: nothing that its
   * strategies could not know is answered. Absent before the first bars.
   */
  published(): number | undefined;
  /**
   * Returns the minute whose strategies see, or will see, what there is by now
   * (Unix milliseconds): what is added while one runs is not for it.
   */
  known(): number;
  /** Reads bars and writes the answer, elsewhere. */
  read(question: BarsQuestion): Promise<BarsAnswer>;
}

/** Most rows of an answer. */
export const ROWS_MAX = 20_000;
/** Most rows of `recent`. */
export const RECENT_MAX = 5_000;
/** Most symbols of the team route. */
export const SYMBOLS_MAX = 20;
/** How long an ended day may be kept before it is asked for again, seconds. */
const DAY_FRESH_S = 300;
/** Before a question is worth another try, seconds. */
const RETRY_S = 2;
/** Hours of extended trading begin and end so long after a session's first minute. */
const EXTENDED = { from: -5.5 * 60 * MINUTE_MS, to: 10.5 * 60 * MINUTE_MS };
const DAY_MS = 86_400_000;
const BASE = "/api/v1/market-data";

const moment = (name: string) => {
  const message =
    `${name} must be one moment such as 2026-11-20 or 2026-11-20T14:30:00Z`;
  // A plus sign that was not encoded has become a space.
  return z.string(message)
    .transform((text) => instantOf(text.replace(/ (\d\d:\d\d)$/, "+$1")))
    .refine((time) => time !== undefined, message)
    .transform((time) => time as number);
};

function oneOf<const Values extends readonly [string, ...string[]]>(
  name: string,
  values: Values,
) {
  return z.enum(values, `${name} must be ${values.join(" or ")}`)
    .prefault(values[0]);
}

const FORM = {
  format: oneOf("format", ["json", "csv"]),
  adjustment: oneOf("adjustment", ["raw", "split", "all"]),
  values: oneOf("values", ["first", "latest"]),
  session: oneOf("session", ["regular", "extended"]),
};
const formQuery = z.object(FORM);
type Form = z.output<typeof formQuery>;
const SPAN = { start: moment("start"), end: moment("end") };
const isOrdered = ({ start, end }: { start: number; end: number }) =>
  start <= end;
const ORDER = "start must not be after end";
const rangeQuery = z.object({ ...FORM, ...SPAN }).refine(isOrdered, ORDER);
const barsQuery = z.object({
  ...FORM,
  ...SPAN,
  symbols: z.string("symbols must be one list such as AAPL,MSFT")
    .transform((text) => [...new Set(text.split(",").filter(Boolean))])
    .refine(
      ({ length }) => length > 0 && length <= SYMBOLS_MAX,
      `symbols must be 1 to ${SYMBOLS_MAX}, such as AAPL,MSFT`,
    ),
}).refine(isOrdered, ORDER);
const recentParam = z.object({
  symbol: z.string(),
  n: wholeNumber("n", 1, RECENT_MAX, 1),
});

/** The bars: public routes, one symbol each, and the team route for several. */
export function marketDataRoutes(
  reader: MarketDataReader,
  { team }: Gate,
): ApiApp {
  const form = validate("query", formQuery);
  return new Hono<ApiEnv>()
    .get(`${BASE}/symbols`, anyOrigin, (c) => {
      c.header("Cache-Control", "no-cache");
      return c.json(symbolsJson(reader.instruments()));
    })
    .get(
      `${BASE}/:symbol/recent/:n`,
      anyOrigin,
      validate("param", recentParam),
      form,
      (c) => {
        const { symbol, n } = c.req.valid("param");
        const question = asked(
          c,
          known(reader, [symbol]),
          c.req.valid("query"),
        );
        const span = { from: 0, to: Infinity, rows: n, newest: true };
        return answer(c, reader, { ...question, ...span });
      },
    )
    .get(`${BASE}/:symbol/day/:date`, anyOrigin, form, (c) => {
      const { symbol, date } = c.req.param();
      const query = c.req.valid("query");
      const [found] = known(reader, [symbol]);
      const day = dayOf(found, date, query.session);
      const head = { symbol, date };
      return answer(c, reader, { ...asked(c, [found], query), ...day, head });
    })
    .get(
      `${BASE}/:symbol/range`,
      anyOrigin,
      validate("query", rangeQuery),
      (c) => {
        const { symbol } = c.req.param();
        const query = c.req.valid("query");
        const question = asked(c, known(reader, [symbol]), query);
        const head = { symbol, ...spanJson(query) };
        return answer(c, reader, { ...question, ...spanOf(query), head });
      },
    )
    .get("/api/v1/market/bars", team, validate("query", barsQuery), (c) => {
      const query = c.req.valid("query");
      const found = known(reader, query.symbols);
      const [{ symbol }] = found;
      const span = spanJson(query);
      return answer(c, reader, {
        ...asked(c, found, query),
        ...spanOf(query),
        shape: "team",
        head: found.length === 1 ? { symbol, ...span } : span,
      });
    });
}

function symbolsJson(instruments: ReadonlyMap<string, Instrument>) {
  const symbols = [...instruments.keys()];
  const of = (wanted: Instrument["assetClass"]) =>
    symbols.filter((each) => instruments.get(each)?.assetClass === wanted);
  return {
    symbols,
    count: symbols.length,
    equity_symbols: of("equity"),
    crypto_symbols: of("crypto"),
  };
}

/** One instrument, and perhaps more. */
type Some = readonly [Instrument, ...Instrument[]];

/** @throws {QtcError} `not_found` when there are no bars of a symbol */
function known(reader: MarketDataReader, symbols: readonly string[]): Some {
  const instruments = reader.instruments();
  const found = symbols.map((symbol) => {
    const each = instruments.get(symbol);
    if (each) return each;
    throw new QtcError(
      "not_found",
      `Cannot find symbol "${symbol.slice(0, 40)}": ` +
        `GET ${BASE}/symbols names all that there are`,
    );
  });
  return found as [Instrument, ...Instrument[]];
}

/** A question without what has been published. */
type Asked = Omit<BarsQuestion, "known">;

function asked(
  c: ApiContext,
  instruments: Some,
  { format, adjustment, values, session }: Form,
): Omit<Asked, "from" | "to"> {
  const ifNoneMatch = c.req.header("if-none-match");
  const packing = packingOf(c.req.header("accept-encoding"));
  const isExtended = ({ assetClass }: Instrument) =>
    session === "extended" || assetClass === "crypto";
  const symbolOf = ({ symbol }: Instrument) => symbol;
  return {
    symbols: instruments.map(symbolOf),
    rows: ROWS_MAX,
    newest: false,
    values,
    extended: instruments.filter(isExtended).map(symbolOf),
    adjustment,
    format,
    shape: "one",
    head: { symbol: instruments[0].symbol },
    ...(packing && { packing }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  };
}

function spanOf({ start, end }: { start: number; end: number }) {
  return { from: start, to: end };
}

function spanJson({ start, end }: { start: number; end: number }) {
  return { start: isoTime(start), end: isoTime(end) };
}

/**
 * Returns from when to when a symbol's day goes: New York's session, the hours
 * of extended trading, or a coin's UTC day; empty when there is no session.
 */
function dayOf(
  { assetClass }: Instrument,
  date: string,
  hours: Form["session"],
): { readonly from: number; readonly to: number } {
  // Of coins, too: it says what is wrong with a date.
  const session = sessionOn(date);
  const midnight = Date.parse(date);
  if (assetClass === "crypto") return { from: midnight, to: midnight + DAY_MS };
  if (!session) return { from: midnight, to: midnight };
  const { open, close } = session;
  return hours === "regular"
    ? { from: open, to: close }
    : { from: open + EXTENDED.from, to: open + EXTENDED.to };
}

async function answer(
  c: ApiContext,
  reader: MarketDataReader,
  question: Asked,
): Promise<Response> {
  const published = reader.published();
  const after = published === undefined ? 0 : published + MINUTE_MS;
  const { from, format } = question;
  const to = Math.min(question.to, after);
  const answered = await reader.read({
    ...question,
    from: Math.min(from, to),
    to,
    known: reader.known(),
  });
  if (answered.kind === "busy") {
    c.header("Retry-After", String(RETRY_S));
    return problem(
      c,
      "unavailable",
      `Bars cannot be read at the moment: try again in ${RETRY_S} seconds`,
    );
  }
  if (answered.kind === "too_many") {
    return problem(c, "too_large", tooMany(answered.next));
  }
  c.header("ETag", answered.etag);
  c.header("Vary", "Accept-Encoding");
  c.header(
    "Cache-Control",
    // A repair may still add bars: who keeps a day asks whether it is the same.
    question.to <= after
      ? `public, max-age=${DAY_FRESH_S}, must-revalidate`
      : "no-cache",
  );
  if (answered.kind === "same") return c.body(null, 304);
  if (answered.packing) c.header("Content-Encoding", answered.packing);
  c.header(
    "Content-Type",
    format === "csv" ? "text/csv; charset=utf-8" : "application/json",
  );
  return c.body(answered.body);
}

function tooMany(next: number | undefined): string {
  const way = next === undefined
    ? "ask for a shorter range or for fewer symbols"
    : `ask with end=${isoTime(next).replace("+00:00", "Z")} first, then with ` +
      "that as start";
  return `Cannot answer with more than ${ROWS_MAX} rows: ${way}`;
}
