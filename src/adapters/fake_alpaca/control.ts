import { z } from "zod";
import { errorText, QtcError } from "../../domain/error.ts";
import type { BarsSockets } from "./bars_socket.ts";
import { type FaultName, FAULTS, namesOf } from "./fault_list.ts";
import type { FaultSpec } from "./faults.ts";
import type { TradingHalf } from "./trading_half.ts";
import type { World } from "./world.ts";

/** What the control API works on. */
export interface ControlStage {
  readonly world: World;
  readonly trading: TradingHalf;
  readonly sockets: BarsSockets;
  /** Wanted in {@linkcode SECRET_HEADER}. */
  readonly secret: string;
}

/** Where the secret of the control API is looked for. */
export const SECRET_HEADER = "X-Fake-Secret";
/** Where the control API lies. */
export const CONTROL_PATH = "/__fake/";

const BODY_MAX = 1_000_000;
const JOURNAL_PAGE = 1_000;

const ROUTES: Readonly<Record<string, string>> = {
  "GET /__fake/": "this",
  "GET /__fake/faults": "the faults that are set, and how often each happened",
  "POST /__fake/faults":
    "sets a fault, or a list of them: name (or a family such as F16), count, " +
    "from, until, probability, symbol, orderId, path, method, value, text",
  "DELETE /__fake/faults": "clears all; DELETE /__fake/faults/ID clears one",
  "GET /__fake/ledger": "accounts, orders and executions as they truly are",
  "GET /__fake/journal":
    `what came and went; ?after=SEQ, ${JOURNAL_PAGE} a page`,
  "DELETE /__fake/journal": "forgets it",
  "GET /__fake/clock": "time, speed and seed",
  "POST /__fake/reset": "clears faults and journal, and resets the account",
};

const TIME = z.union([
  z.number(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
const FAULT = z.strictObject({
  name: z.string().refine((name) => namesOf(name).length > 0, {
    error: "is no fault; GET /__fake/ lists them",
  }),
  count: z.int().positive().optional(),
  from: TIME.optional(),
  until: TIME.optional(),
  probability: z.number().gt(0).lte(1).optional(),
  symbol: z.string().optional(),
  orderId: z.string().optional(),
  path: z.string().optional(),
  method: z.string().optional(),
  value: z.number().optional(),
  text: z.string().optional(),
});
const FAULT_LIST = z.union([FAULT.transform((one) => [one]), z.array(FAULT)]);

/** Answers a request below `/__fake/`; 403 without the secret. */
export async function answerControl(
  stage: ControlStage,
  request: Request,
  { pathname, searchParams }: URL,
): Promise<Response> {
  if (request.headers.get(SECRET_HEADER) !== stage.secret) {
    const message = `${SECRET_HEADER} must be the secret of the start`;
    return Response.json({ message }, { status: 403 });
  }
  const { world, trading } = stage;
  const { faults, journal, clock, speed, seed } = world;
  const one = /^DELETE \/__fake\/faults\/(\d+)$/
    .exec(`${request.method} ${pathname}`);
  if (one) return Response.json({ cleared: faults.clear(Number(one[1])) });
  switch (`${request.method} ${pathname}`) {
    case "GET /__fake/":
      return Response.json({ routes: ROUTES, faults: FAULTS });
    case "GET /__fake/faults":
      return Response.json({
        faults: faults.list(),
        happened: faults.happened(),
      });
    case "POST /__fake/faults":
      return await setFaults(stage, request);
    case "DELETE /__fake/faults":
      return Response.json({ cleared: faults.clear() });
    case "GET /__fake/ledger":
      return Response.json(trading.ledger());
    case "GET /__fake/journal": {
      const after = Number(searchParams.get("after") ?? 0);
      const entries = journal.entries(after).slice(0, JOURNAL_PAGE);
      return Response.json({ entries });
    }
    case "DELETE /__fake/journal":
      journal.clear();
      return Response.json({});
    case "GET /__fake/clock":
      return Response.json({
        now: new Date(clock.now()).toISOString(),
        ...{ speed, seed },
      });
    case "POST /__fake/reset":
      faults.clear();
      trading.act({ id: 0, name: "paper_reset" });
      journal.clear();
      return Response.json({});
    default:
      return Response.json({
        message: "there is no such route; GET /__fake/ lists them",
      }, { status: 404 });
  }
}

async function setFaults(
  stage: ControlStage,
  request: Request,
): Promise<Response> {
  const text = await request.text();
  const parsed = FAULT_LIST.safeParse(parseJson(text.slice(0, BODY_MAX)));
  if (!parsed.success) {
    const message = z.prettifyError(parsed.error);
    return Response.json({ message }, { status: 422 });
  }
  const set: unknown[] = [];
  try {
    for (const { name: asked, ...given } of parsed.data) {
      for (const name of namesOf(asked)) {
        // A family does not reset the account or place orders by the way.
        if (name !== asked && "acts" in FAULTS[name]) continue;
        set.push(setFault(stage, compact(name, given)));
      }
    }
  } catch (error) {
    if (!(error instanceof QtcError)) throw error;
    return Response.json({ message: errorText(error), set }, { status: 422 });
  }
  return Response.json({ set });
}

function setFault(
  { world, trading, sockets }: ControlStage,
  spec: FaultSpec,
): unknown {
  const { faults, journal } = world;
  const line = FAULTS[spec.name];
  const acts = "acts" in line;
  const fault = acts && !("lasts" in line)
    ? { ...spec, id: 0 }
    : faults.set(spec);
  journal.add("fault", fault);
  if (acts) trading.act(fault);
  if (fault.name === "asset_halted" && fault.symbol !== undefined) {
    sockets.halt(fault.symbol);
  }
  return fault;
}

/** Leaves out what was not given. */
function compact(
  name: FaultName,
  given: Omit<z.infer<typeof FAULT>, "name">,
): FaultSpec {
  const entries = Object.entries(given).filter(([, value]) =>
    value !== undefined
  );
  return { name, ...Object.fromEntries(entries) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
