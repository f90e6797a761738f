import { errorText } from "../domain/error.ts";
import { acceptPrice } from "../engine/accept_price.ts";
import { addBars } from "../engine/additions.ts";
import type { Engine } from "../engine/engine.ts";
import { takeIncoming } from "../engine/incoming.ts";
import type { Clock } from "../ports/clock.ts";
import type { Incoming } from "../ports/incoming.ts";
import { pastActions } from "./past_actions.ts";

/** Real time between two looks, milliseconds. */
const LOOK_MS = 200;

/**
 * Takes in what commands leave while no minute is open. Ends with the server;
 * nothing here throws.
 */
export async function watchIncoming(
  engine: Engine,
  { incoming, wall, stop }: {
    readonly incoming: Incoming;
    /** Real time. */
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Promise<void> {
  let said: string | undefined;
  const actions = pastActions(engine, { wall, stop });
  const desk = {
    incoming,
    add: async (...[bars, source]: Parameters<Add>) => {
      const sum = await addBars(engine, bars, source);
      if (sum.added > 0) {
        actions.note(bars.reduce((min, { at }) => Math.min(min, at), Infinity));
      }
      return sum;
    },
    accept: (symbol: string) => acceptPrice(engine, symbol),
    isFree: () => !engine.books.open && !engine.isClosed && !stop.aborted,
  };
  const take = async (): Promise<void> => {
    try {
      await takeIncoming(desk);
      await actions.look();
      said = undefined;
    } catch (error) {
      const text = `Cannot take in what a command left: ${errorText(error)}`;
      if (text !== said) engine.log.write("error", text);
      said = text;
    }
  };
  // Nothing is taken in twice, whoever looks.
  let busy: Promise<void> | undefined;
  const look = (): Promise<void> =>
    busy ??= take().finally(() => busy = undefined);
  engine.between = look;
  for (;;) {
    await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    if (stop.aborted || engine.isClosed) return;
    await look();
  }
}

type Add = Parameters<typeof takeIncoming>[0]["add"];
