/**
 * A market minute: the whole product on one screen. Each step is durable before
 * the next begins and asks the books what is done already, so that a minute
 * that died at any `await` is run again from its start and goes on where it was.
 *
 * @module
 */

import { takeActions } from "./actions.ts";
import { collectBars, NO_DATA } from "./bars.ts";
import { callStrategies } from "./call.ts";
import { decide } from "./decide.ts";
import type { Engine } from "./engine.ts";
import { recordIntents, submit } from "./orders.ts";
import { closeMinute, skipMinute } from "./publish.ts";
import { reconcile } from "./reconcile.ts";
import { settle } from "./settle.ts";

/**
 * Runs the minute that starts at `minute` (Unix milliseconds), or what is left
 * of it.
 *
 * @throws {QtcError} `unavailable` when the ledger cannot be written
 */
export async function runMinute(
  engine: Engine,
  minute: number,
): Promise<void> {
  // 0: shares split and dividends are paid before their day's first price.
  await takeActions(engine, minute);

  // 1, 2: the minute opens with its bars, stored and hashed.
  const bars = await collectBars(engine, minute);
  if (!bars) return skipMinute(engine, minute, NO_DATA);

  // 3, 4: what was open is filled on them; books are marked, snapshots kept.
  await settle(engine, minute, bars);

  // 5: strategies see the bars and say what they want.
  const runs = await callStrategies(engine, minute, bars);

  // 6, 7: wishes become intents, cancels and denials, durable before anything leaves.
  recordIntents(engine, minute, decide(engine, minute, runs));

  // 8, 9: intents leave the house; answers are booked.
  await submit(engine, minute);

  // 10: does everything add up?
  reconcile(engine, minute);

  // 11: the world may see it.
  closeMinute(engine, minute);
}
