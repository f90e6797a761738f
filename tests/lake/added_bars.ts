/**
 * A backfill in a process of its own, which is killed: minutes run, bars of the
 * days before them are added, and the lake is written behind both.
 *
 * @module
 */

import { lakeDisk } from "../../src/adapters/lake/disk.ts";
import { type LakeWriter, lakeWriter } from "../../src/adapters/lake/writer.ts";
import {
  type OpenLedger,
  openLedger,
} from "../../src/adapters/sqlite/data_folder.ts";
import { openSource } from "../../src/adapters/sqlite/source.ts";
import { sha256 } from "../../src/adapters/system/digest.ts";
import { publishWith } from "../../src/adapters/system/publish_file.ts";
import { type Bar, MINUTE_MS } from "../../src/domain/bar.ts";
import { instrument } from "../../src/domain/instrument.ts";
import { addBars } from "../../src/engine/additions.ts";
import { runMinute } from "../../src/engine/minute.ts";
import { recover } from "../../src/engine/recover.ts";
import {
  fakeEngine,
  registered,
  startOptions,
} from "../../src/testing/engine.ts";
import { minuteAt } from "../../src/testing/events.ts";
import { sampleBar } from "../../src/testing/orders.ts";

const DAY_MINUTES = 1_440;
/** Minutes that are added at once. */
const PAGE = 240;

/** What is looked at. */
export const SYMBOLS = ["BTC", "ETH"];
/** The minutes that are filled, Unix milliseconds; the window's are among them. */
export const BACKFILL = {
  from: minuteAt(-8 * DAY_MINUTES),
  to: minuteAt(0),
};

/** Writes the lake of a folder up to its ledger's end. */
export function lakeBehind(folder: string): LakeWriter {
  const source = openSource(folder, "beside");
  try {
    const writer = lakeWriter({
      source,
      disk: lakeDisk(folder, publishWith),
      log: { write() {} },
      keepLogsDays: 0,
    });
    while (writer.step());
    writer.finish();
    return writer;
  } finally {
    source.close();
  }
}

async function backfill(folder: string): Promise<void> {
  const ledger: OpenLedger = openLedger(folder);
  const engine = fakeEngine({
    ledger,
    barStore: ledger.bars(() => true),
    history: ledger.history(() => true),
    digest: sha256,
    market: { instruments: SYMBOLS.map((each) => instrument(each, "crypto")) },
    teams: registered(["alpha"]),
  });
  const first = await recover(engine, startOptions(engine));
  const query = { symbol: "ETH", ...BACKFILL, rows: Infinity };
  const there = engine.history.read(query).length;
  let n = Math.max(0, Math.floor(there / PAGE) - 1) * PAGE;
  for (
    let minute = first;
    BACKFILL.from + n * MINUTE_MS < BACKFILL.to;
    n += PAGE, minute += MINUTE_MS
  ) {
    await runMinute(engine, minute);
    const page = SYMBOLS.flatMap((symbol) =>
      Array.from(
        { length: PAGE },
        (_, i): Bar =>
          sampleBar({ symbol, at: BACKFILL.from + (n + i) * MINUTE_MS }),
      )
    );
    await addBars(engine, page, "backfill");
    lakeBehind(folder);
    const said = `${(n + PAGE) * SYMBOLS.length}\n`;
    await Deno.stdout.write(new TextEncoder().encode(said));
  }
  ledger.close();
}

if (import.meta.main) await backfill(Deno.args[0] ?? "");
