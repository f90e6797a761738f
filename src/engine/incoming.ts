import type { Bar } from "../domain/bar.ts";
import { errorCode, errorText } from "../domain/error.ts";
import type {
  Added,
  Incoming,
  IncomingAnswer,
  IncomingRequest,
  PastSource,
} from "../ports/incoming.ts";

/** What takes in what commands have left. */
export interface IncomingDesk {
  readonly incoming: Incoming;
  /** Adds bars, durable; what is there already changes nothing. */
  readonly add: (bars: readonly Bar[], source: PastSource) => Promise<Added>;
  /** Lets a symbol trade again; returns why not, `undefined` when it does. */
  readonly accept: (symbol: string) => string | undefined;
  /** Says whether no minute is open. */
  readonly isFree: () => boolean;
}

/**
 * Takes in what commands have asked for, until nothing is left or a minute
 * opens. What a process that died had done is done again, and changes nothing.
 * What fails, and would again, is refused: it holds up nobody behind it.
 *
 * @throws {QtcError} `unavailable` when the ledger cannot be written; what was
 *   asked for is still there then
 */
export async function takeIncoming(desk: IncomingDesk): Promise<void> {
  const { incoming, isFree } = desk;
  while (isFree()) {
    const request = incoming.next();
    if (!request) return;
    incoming.answer(request, await answerTo(request, desk));
  }
}

async function answerTo(
  request: IncomingRequest,
  { add, accept }: IncomingDesk,
): Promise<IncomingAnswer> {
  try {
    if (request.kind === "bars") return await add(request.bars, request.source);
    const refusal = accept(request.symbol);
    const none = { added: 0, revised: 0 };
    return refusal === undefined ? none : { ...none, refusal };
  } catch (error) {
    if (errorCode(error) === "unavailable") throw error;
    return { added: 0, revised: 0, refusal: errorText(error) };
  }
}
