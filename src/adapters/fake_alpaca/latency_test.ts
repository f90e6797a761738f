import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import { LATENCIES, latencyOf, STREAM_LAG, streamLag } from "./latency.ts";

Deno.test("latencyOf() has the median and the 99 % quantile that it is told", () => {
  for (const each of [LATENCIES.trading, LATENCIES.data]) {
    const next = random("latency", each.median);
    const drawn = Array.from({ length: 5_000 }, () => latencyOf(each, next))
      .sort((a, b) => a - b);
    const [median = 0, p99 = 0] = [drawn[2_500], drawn[4_950]];
    assert(Math.abs(median / each.median - 1) < 0.1, `${median}`);
    assert(Math.abs(p99 / each.p99 - 1) < 0.3, `${p99}`);
    assert((drawn[0] ?? 0) > 0);
    assert((drawn.at(-1) ?? Infinity) <= 5 * each.p99);
  }
});

Deno.test("streamLag() lies between its bounds", () => {
  const next = random("lag");
  for (let n = 0; n < 1_000; n++) {
    const lag = streamLag(next);
    assert(lag >= STREAM_LAG.least && lag < STREAM_LAG.most);
  }
});
