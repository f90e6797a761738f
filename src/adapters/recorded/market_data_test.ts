import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import { gaussian, random } from "../../domain/random.ts";
import { marketDataCases } from "../../testing/market_data_suite.ts";
import {
  recordedMarketData,
  type RecordedMarketDataOptions,
} from "./market_data.ts";

const HEADER = "symbol,timestamp,open,high,low,close,volume";
const { signal } = new AbortController();
const at = Date.parse;

for (const { name, run } of marketDataCases) {
  Deno.test(`recordedMarketData() ${name}`, async () => {
    await withFolder({
      "2026-11-19.csv": day("2026-11-19"),
      "2026-11-20.csv": day("2026-11-20"),
    }, async (folder) => {
      const feed = await recordedMarketData({ folder });
      await run({
        feed,
        from: at("2026-11-20T13:00:00Z"),
        to: at("2026-11-20T15:10:00Z"),
      });
    });
  });
}

Deno.test("recordedMarketData() lists each symbol from the first to the last day on which it has bars", async () => {
  const files = {
    "b.csv": lines("BTC,2018-04-04T23:59:00Z", "BTC,2018-04-05T00:01:00Z"),
    "a.csv": lines("SPY,2013-10-04T13:30:00Z", "SPY,2013-10-07T19:59:00Z"),
    "notes.txt": "nothing",
  };
  await withFolder(files, async (folder) => {
    const { instruments, end } = await recordedMarketData({ folder });
    assert.deepEqual(
      instruments.map((
        { symbol, assetClass, listedFrom, listedUntil },
      ) => [symbol, assetClass, listedFrom, listedUntil]),
      [
        ["BTC", "crypto", at("2018-04-04"), at("2018-04-06")],
        ["SPY", "equity", at("2013-10-04"), at("2013-10-08")],
      ],
    );
    assert.equal(end, at("2018-04-05T00:02:00Z"));
  });
});

Deno.test("recordedMarketData() takes for crypto what it is told", async () => {
  await withFolder({
    "a.csv": lines("BTC,2018-04-04T00:00:00Z", "GEM,2018-04-04T00:00:00Z"),
  }, async (folder) => {
    const { instruments } = await recordedMarketData({
      folder,
      coins: ["GEM"],
    });
    assert.deepEqual(instruments.map(({ assetClass }) => assetClass), [
      "equity",
      "crypto",
    ]);
  });
});

Deno.test("recordedMarketData() keeps the first bar when a symbol has two in a minute", async () => {
  const files = {
    "2.csv": lines("A,2026-11-20T14:30:00Z,3,3,3,3,3"),
    "1.csv": lines(
      "A,2026-11-20T14:30:00Z,1,1,1,1,1",
      "A,2026-11-20T14:30:00Z,2,2,2,2,2",
    ),
  };
  await withFolder(files, async (folder) => {
    const feed = await recordedMarketData({ folder });
    assert.deepEqual(
      (await feed.bars(0, Infinity, signal)).map(({ open }) => open),
      [1],
    );
  });
});

Deno.test("recordedMarketData() reports each unusable line once, however often its file is read", async () => {
  const files: Record<string, string> = {
    "00.csv": lines("A,2026-01-01T00:00:00Z", "A,2026-01-01T00:00:30Z"),
  };
  for (let n = 10; n < 25; n++) {
    files[`${n}.csv`] = lines(`A,2026-01-${n}T15:00:00Z`);
  }
  const faults: [string, number, string][] = [];
  await withFolder(files, async (folder) => {
    const feed = await recordedMarketData({
      folder,
      onFault: (...fault) => faults.push(fault),
    });
    assert.deepEqual(faults, []);
    for (let i = 0; i < 2; i++) {
      assert.equal((await feed.bars(0, Infinity, signal)).length, 16);
    }
  });
  assert.deepEqual(faults.map(([file, line]) => [file, line]), [["00.csv", 3]]);
});

Deno.test("recordedMarketData() gives bars before and after the session, but not as history", async () => {
  const files = {
    "a.csv": lines(
      "A,2026-11-20T14:29:00Z",
      "A,2026-11-20T14:30:00Z",
      "A,2026-11-20T21:00:00Z",
    ),
  };
  await withFolder(files, async (folder) => {
    const feed = await recordedMarketData({ folder });
    assert.equal((await feed.bars(0, Infinity, signal)).length, 3);
    assert.deepEqual(
      (await feed.history(Infinity, 9, signal)).map((bar) => bar.at),
      [at("2026-11-20T14:30:00Z")],
    );
  });
});

Deno.test("recordedMarketData() is unavailable when a file is gone, and works again when it is back", async () => {
  const text = lines("A,2026-11-20T14:30:00Z");
  await withFolder({ "a.csv": text }, async (folder) => {
    const feed = await recordedMarketData({ folder });
    await Deno.remove(`${folder}/a.csv`);
    await assert.rejects(
      feed.bars(0, Infinity, signal),
      refusal("unavailable", /a\.csv/),
    );
    await Deno.writeTextFile(`${folder}/a.csv`, text);
    assert.equal((await feed.bars(0, Infinity, signal)).length, 1);
  });
});

for (
  const [what, files, reason] of [
    ["the folder has no CSV files", { "a.txt": "" }, /no \.csv files/],
    [
      "a first line is wrong",
      { "a.csv": "time,price\n1,2\n" },
      /a\.csv.*first line must be symbol,timestamp/,
    ],
    ["no file holds a bar", { "a.csv": lines() }, /hold no bars/],
  ] as const
) {
  Deno.test(`recordedMarketData() throws invalid when ${what}`, async () => {
    await withFolder(files, async (folder) => {
      await assert.rejects(
        recordedMarketData({ folder }),
        refusal("invalid", reason),
      );
    });
  });
}

Deno.test("recordedMarketData() throws invalid when the folder is missing", async () => {
  const options: RecordedMarketDataOptions = { folder: "/nowhere/at/all" };
  await assert.rejects(
    recordedMarketData(options),
    refusal("invalid", /\/nowhere\/at\/all/),
  );
});

/** A UTC day of two stocks, one thin, and a coin, from 12:00 to 22:00. */
function day(date: string): string {
  const next = random("recorded", date);
  const rows: string[] = [];
  for (
    const [symbol, share] of [["SPY", 1], ["GHC", 0.4], ["BTC", 0.9]] as const
  ) {
    for (let minute = 12 * 60; minute < 22 * 60; minute++) {
      if (next() > share) continue;
      const price = 100 + gaussian(next);
      const time = new Date(at(date) + minute * 60_000).toISOString().replace(
        ".000",
        "",
      );
      rows.push(
        `${symbol},${time},${price},${price + 1},${price - 1},${price},10`,
      );
    }
  }
  return `${HEADER}\n${rows.join("\n")}\n`;
}

function lines(...rows: string[]): string {
  const full = rows.map((row) =>
    row.split(",").length === 2 ? `${row},1,1,1,1,1` : row
  );
  return [HEADER, ...full, ""].join("\n");
}

async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function refusal(code: string, reason: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof QtcError && error.code === code &&
    reason.test(error.message);
}
