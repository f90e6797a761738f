import { strict as assert } from "node:assert";
import type { Mode } from "./mode.ts";
import {
  labelOf,
  loudLine,
  readOnlyLine,
  requireSimulated,
} from "./mode_line.ts";

const SIMULATED: Mode = {
  label: "SIMULATED",
  feed: "recorded",
  broker: "simulated",
  clock: "simulated",
  speed: 60,
  account: "simulated",
};
const PAPER: Mode = {
  label: "PAPER",
  feed: "alpaca",
  broker: "alpaca",
  clock: "wall",
  speed: 1,
  account: "alpaca-paper",
  baseUrl: "https://paper.example",
};
const LIVE: Mode = {
  ...PAPER,
  label: "LIVE",
  account: "alpaca-live",
  baseUrl: "https://live.example",
};

Deno.test("requireSimulated() lets pass what trades on the simulated exchange", () => {
  requireSimulated(SIMULATED);
  requireSimulated({ ...SIMULATED, feed: "alpaca", clock: "wall" });
  requireSimulated({ ...SIMULATED, feed: "simulated", clock: "wall" });
});

Deno.test("requireSimulated() refuses Alpaca as a broker", () => {
  const refused: readonly Mode[] = [
    PAPER,
    LIVE,
    { ...SIMULATED, broker: "alpaca" },
  ];
  for (const mode of refused) {
    assert.throws(() => requireSimulated(mode), {
      code: "invalid",
      message: /^Cannot trade at Alpaca: .*add --broker simulated, .* stay$/,
    });
  }
});

Deno.test("loudLine() says that nothing is real, and the pace", () => {
  assert.equal(
    loudLine(SIMULATED),
    "*** SIMULATED: simulated broker, recorded bars, on a simulated clock, " +
      "speed 60; no real orders ***",
  );
  assert.equal(
    loudLine({ ...SIMULATED, feed: "simulated", speed: "max" }),
    "*** SIMULATED: simulated broker, simulated bars, on a simulated clock, " +
      "speed max; no real orders ***",
  );
  assert.equal(
    loudLine({ ...SIMULATED, feed: "alpaca", clock: "wall", speed: 1 }),
    "*** SIMULATED: simulated broker, alpaca bars, in real time; no real " +
      "orders ***",
  );
});

Deno.test("loudLine() names the account's address, live in capitals", () => {
  assert.equal(
    loudLine(PAPER),
    "*** PAPER: orders go to the paper account at https://paper.example, " +
      "alpaca bars, in real time ***",
  );
  assert.equal(
    loudLine(LIVE),
    "*** LIVE: REAL MONEY. ORDERS GO TO THE LIVE ACCOUNT AT " +
      "https://live.example ***",
  );
});

Deno.test("labelOf() says what is real by the account, and money when it does not know", () => {
  for (const { label, account } of [SIMULATED, PAPER, LIVE]) {
    assert.equal(labelOf(account), label);
    const loopback = account === "simulated" ? account : `${account}-loopback`;
    assert.equal(labelOf(loopback), label);
  }
  assert.equal(labelOf("another"), "LIVE");
  assert.equal(labelOf("alpaca-papers"), "LIVE");
});

Deno.test("readOnlyLine() says whose data it is and up to when", () => {
  assert.equal(
    readOnlyLine("data/sample", "PAPER", Date.UTC(2025, 10, 28, 17, 59)),
    "*** READ-ONLY: data of data/sample, PAPER, as of 2025-11-28T17:59Z ***",
  );
  assert.equal(
    readOnlyLine("d", "LIVE", undefined),
    "*** READ-ONLY: data of d, LIVE, before its first minute ***",
  );
});
