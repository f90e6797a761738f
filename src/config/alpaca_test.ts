import { strict as assert } from "node:assert";
import {
  isLoopback,
  readAlpacaAccess,
  readKeys,
  readPaper,
  readTradingUrl,
} from "./alpaca.ts";

const KEYS = { ALPACA_API_KEY: "k", ALPACA_API_SECRET: "s" };
const LOCAL = "http://127.0.0.1:9000";

Deno.test("readAlpacaAccess() takes the documented hosts when none is named", () => {
  assert.deepEqual(readAlpacaAccess(KEYS), {
    tradingUrl: "https://paper-api.alpaca.markets",
    dataUrl: "https://data.alpaca.markets",
    streamUrl: "wss://stream.data.alpaca.markets",
    keyId: "k",
    secretKey: "s",
  });
  const { tradingUrl } = readAlpacaAccess({ ...KEYS, ALPACA_PAPER: "false" });
  assert.equal(tradingUrl, "https://api.alpaca.markets");
});

Deno.test("readAlpacaAccess() takes everything from a loopback that is named once", () => {
  const { tradingUrl, dataUrl, streamUrl } = readAlpacaAccess({
    ...KEYS,
    QTC_ALPACA_TRADING_URL: LOCAL,
  });
  assert.deepEqual(
    [tradingUrl, dataUrl, streamUrl],
    [LOCAL, LOCAL, "ws://127.0.0.1:9000"],
  );
});

Deno.test("readAlpacaAccess() takes each host that is named", () => {
  const { dataUrl, streamUrl } = readAlpacaAccess({
    ...KEYS,
    QTC_ALPACA_TRADING_URL: LOCAL,
    QTC_ALPACA_DATA_URL: "http://localhost:9001/",
    QTC_ALPACA_STREAM_URL: "ws://[::1]:9002",
  });
  assert.deepEqual(
    [dataUrl, streamUrl],
    ["http://localhost:9001", "ws://[::1]:9002"],
  );
});

const REFUSED: readonly [string, Record<string, string>, RegExp][] = [
  ["there are no keys", { ALPACA_API_KEY: "", ALPACA_API_SECRET: "" }, /wants/],
  ["a half of the keys is missing", { ALPACA_API_SECRET: "" }, /is missing/],
  [
    "data alone is on loopback",
    { QTC_ALPACA_DATA_URL: LOCAL },
    /some are on loopback and some are not; set all of/,
  ],
  [
    "the stream alone is not",
    {
      QTC_ALPACA_TRADING_URL: LOCAL,
      QTC_ALPACA_STREAM_URL: "wss://stream.data.alpaca.markets",
    },
    /some are on loopback/,
  ],
  [
    "the data are plain http elsewhere",
    { QTC_ALPACA_DATA_URL: "http://data.alpaca.markets" },
    /http is for loopback only/,
  ],
  [
    "the data are at another host",
    { QTC_ALPACA_DATA_URL: "https://data.example.com" },
    /it is another host; it must be https:\/\/data\.alpaca\.markets/,
  ],
  [
    "the stream has a page's scheme",
    { QTC_ALPACA_STREAM_URL: LOCAL },
    /must look like wss:/,
  ],
  [
    "two names of one thing differ",
    { QTC_ALPACA_DATA_URL: LOCAL, APCA_DATA_BASE_URL: "http://127.0.0.1:9" },
    /they differ; set one/,
  ],
];
for (const [when, env, message] of REFUSED) {
  Deno.test(`readAlpacaAccess() refuses when ${when}`, () => {
    assert.throws(() => readAlpacaAccess({ ...KEYS, ...env }), {
      code: "invalid",
      message,
    });
  });
}

Deno.test("readKeys() takes either pair, both when they agree, and no two", () => {
  const theirs = { APCA_API_KEY_ID: "k", APCA_API_SECRET_KEY: "s" };
  const expected = { keyId: "k", secretKey: "s" };
  assert.equal(readKeys({}), undefined);
  assert.deepEqual(readKeys(theirs), expected);
  assert.deepEqual(readKeys({ ...KEYS, ...theirs }), expected);
  assert.throws(
    () => readKeys({ ...KEYS, ...theirs, APCA_API_SECRET_KEY: "t" }),
    /two different pairs/,
  );
});

Deno.test("readPaper() is true unless it is said, and wants a word it knows", () => {
  assert.equal(readPaper({}), true);
  assert.equal(readPaper({ ALPACA_PAPER: "FALSE" }), false);
  assert.throws(() => readPaper({ ALPACA_PAPER: "maybe" }), /true or false/);
});

Deno.test("readTradingUrl() refuses the other account's host", () => {
  const env = { ALPACA_BASE_URL: "https://api.alpaca.markets/v2" };
  assert.equal(readTradingUrl(env, false), "https://api.alpaca.markets");
  assert.throws(() => readTradingUrl(env, true), /ALPACA_PAPER=true/);
});

Deno.test("isLoopback() takes this machine's names alone", () => {
  for (const host of ["localhost", "127.0.0.1:80", "127.9.9.9", "[::1]:9"]) {
    assert.equal(isLoopback(`http://${host}`), true, host);
  }
  for (const host of ["example.com", "127.0.0.1.example.com", "128.0.0.1"]) {
    assert.equal(isLoopback(`http://${host}`), false, host);
  }
});
