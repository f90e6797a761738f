/**
 * Reads a store as much as a server does, and says what the process needs for
 * it: kB of PSS, before the first read and after the last one.
 *
 * @module
 */

import { openHistory } from "../src/adapters/sqlite/bar_reader.ts";
import { type BarStoreFiles, DAYS, nameOf, SYMBOLS } from "./bar_store.ts";

const SESSION_MS = 390 * 60_000;
const READS = 300;

if (import.meta.main) {
  const store: BarStoreFiles = await new Response(Deno.stdin.readable).json();
  const before = pss();
  readMuch(store);
  const answer = JSON.stringify({ before, after: pss() });
  await Deno.stdout.write(new TextEncoder().encode(answer));
}

/** Last rows, days, months of many symbols, and now and then a day of all. */
function readMuch({ dataDir, opens }: BarStoreFiles): void {
  const history = openHistory(dataDir, () => false);
  const end = opens.at(-1)! + SESSION_MS;
  for (let n = 0; n < READS; n++) {
    const symbol = nameOf(n * 7 % SYMBOLS);
    const day = opens[n * 13 % DAYS]!;
    const month = opens[Math.max(0, n * 13 % DAYS - 30)]!;
    const query = { symbol, from: 0, to: end, rows: 20_000 };
    history.read({ ...query, rows: 200, newest: true });
    history.read({ ...query, from: day, to: day + SESSION_MS });
    history.read({ ...query, from: month, to: day });
    if (n % 30 === 0) history.readAll(day, day + SESSION_MS);
  }
  history.close();
}

function pss(): number {
  const text = Deno.readTextFileSync("/proc/self/smaps_rollup");
  return Number(/^Pss: +(\d+) kB$/m.exec(text)?.[1]);
}
