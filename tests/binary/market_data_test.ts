import { strict as assert } from "node:assert";
import { get as request } from "node:http";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { listing } from "./folder_listing.ts";
import { type Answer, get, ledgerReaches } from "./http.ts";
import { keysOf } from "./ledger_file.ts";
import { run, start, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = [
  ...["--registry", "teams.yaml", "--at", "2026-11-18"],
  ...["--symbols", "AAPL,MSFT"],
];
/** A session, and the beginning of the next one. */
const MINUTES = 395;
const BASE = "/api/v1/market-data";
const DAY = `${BASE}/AAPL/day/2026-11-18`;
const FIELDS = [
  ...["timestamp", "open", "high", "low", "close", "volume"],
  ...["trade_count", "vwap"],
];

/** A read-only server over a session and five minutes, and a team's key. */
interface Scene {
  readonly url: string;
  readonly key: string;
}

const STEPS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async "the symbols"({ url }) {
    const { json } = await get(url, `${BASE}/symbols`);
    assert.deepEqual(json, {
      symbols: ["AAPL", "MSFT"],
      count: 2,
      equity_symbols: ["AAPL", "MSFT"],
      crypto_symbols: [],
    });
  },
  async "a day, whole and in order"({ url }) {
    const { json } = await get(url, DAY);
    assert.deepEqual(Object.keys(json), [
      ...["symbol", "date", "data_points", "data"],
    ]);
    assert.deepEqual([json.symbol, json.date], ["AAPL", "2026-11-18"]);
    assert.equal(json.data_points, 390);
    checkRows(json.data, "2026-11-18T14:30:00+00:00", 390);
    const none = await get(url, `${BASE}/AAPL/day/2026-11-22`);
    assert.deepEqual([none.status, none.json.data], [200, []]);
  },
  async "the newest rows, oldest first"({ url }) {
    const { json } = await get(url, `${BASE}/MSFT/recent/7`);
    assert.deepEqual(Object.keys(json), ["symbol", "data_points", "data"]);
    checkRows(json.data.slice(2), "2026-11-19T14:30:00+00:00", 5);
    assert.equal(json.data[1].timestamp, "2026-11-18T20:59:00+00:00");
  },
  async "a range without its end"({ url }) {
    const query = "start=2026-11-18T15:00:00Z&end=2026-11-18T15:30:00%2B00:00";
    const { json } = await get(url, `${BASE}/AAPL/range?${query}`);
    const { data, ...rest } = json;
    assert.deepEqual(rest, {
      symbol: "AAPL",
      start: "2026-11-18T15:00:00+00:00",
      end: "2026-11-18T15:30:00+00:00",
      data_points: 30,
    });
    checkRows(data, rest.start, 30);
  },
  async "bars of several symbols, for a team"({ url, key }) {
    const path = "/api/v1/market/bars?start=2026-11-18&end=2026-11-19";
    assert.equal((await get(url, `${path}&symbols=AAPL`)).status, 401);
    const one = await get(url, `${path}&symbols=AAPL&key=${key}`);
    assert.deepEqual(Object.keys(one.json), [
      ...["symbol", "start", "end", "bar_count", "bars"],
    ]);
    assert.equal(one.json.bar_count, 390);
    checkRows(one.json.bars, "2026-11-18T14:30:00+00:00", 390);
    const headers = { "X-API-Key": key };
    const { json } = await get(url, `${path}&symbols=MSFT,AAPL`, headers);
    assert.deepEqual(Object.keys(json), ["start", "end", "symbols", "data"]);
    assert.deepEqual(json.symbols, ["MSFT", "AAPL"]);
    assert.deepEqual(json.data.AAPL.bars, one.json.bars);
    assert.equal(json.data.MSFT.bar_count, 390);
  },
  async "CSV with the same rows"({ url }) {
    const { json } = await get(url, DAY);
    const csv = await get(url, `${DAY}?format=csv`);
    assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/);
    const [header, ...rows] = csv.text.trimEnd().split("\n");
    assert.equal(header, ["symbol", ...FIELDS].join());
    assert.deepEqual(
      rows,
      json.data.map((bar: Record<string, unknown>) =>
        ["AAPL", ...FIELDS.map((field) => bar[field] ?? "")].join()
      ),
    );
  },
  async "what is wrong is said"({ url, key }) {
    const bars = `/api/v1/market/bars?key=${key}`;
    const cases: [string, number, RegExp][] = [
      [`${BASE}/GME/recent/5`, 404, /"GME"/],
      [`${BASE}/AAPL/recent/5001`, 400, /from 1 to 5000/],
      [`${BASE}/AAPL/day/18-11-2026`, 400, /a day such as/],
      [
        `${BASE}/AAPL/range?start=2026-11-19&end=2026-11-18`,
        400,
        /not be after/,
      ],
      [`${BASE}/AAPL/range?start=now&end=2026-11-18`, 400, /start must be/],
      [
        `${bars}&symbols=AAPL,GME&start=2026-11-18&end=2026-11-19`,
        404,
        /"GME"/,
      ],
      [`${bars}&symbols=AAPL`, 400, /start must be .*end must be/],
    ];
    for (const [path, status, detail] of cases) {
      const answer = await get(url, path);
      assert.equal(answer.status, status, `${path}: ${answer.text}`);
      assert.match(answer.json.detail, detail);
    }
  },
  async "who has it already is told so"({ url }) {
    const first = await get(url, DAY);
    const etag = first.headers.get("etag") ?? "";
    assert.equal(
      first.headers.get("cache-control"),
      "public, max-age=300, must-revalidate",
    );
    assert.equal(first.headers.get("access-control-allow-origin"), "*");
    const same = await get(url, DAY, { "If-None-Match": etag });
    assert.deepEqual([same.status, same.text], [304, ""]);
    assert.equal(same.headers.get("etag"), etag);
    const head = await get(url, DAY, {}, "HEAD");
    assert.deepEqual([head.status, head.text], [200, ""]);
    const today = await get(url, `${BASE}/AAPL/day/2026-11-19`);
    assert.equal(today.headers.get("cache-control"), "no-cache");
    assert.equal(today.json.data_points, 5);
  },
  async "packed for those who can unpack it"({ url }) {
    const plain = await raw(`${url}${DAY}`, {});
    assert.equal(plain.headers["content-encoding"], undefined);
    // The server would pack by itself, on the thread of the minutes.
    const ways = [["gzip", gunzipSync], ["br", brotliDecompressSync]] as const;
    for (const [way, unpack] of ways) {
      const packed = await raw(`${url}${DAY}`, { "accept-encoding": way });
      assert.equal(packed.headers["content-encoding"], way);
      assert.equal(packed.headers.vary, "Accept-Encoding");
      assert.equal(
        packed.headers.etag,
        plain.headers.etag?.replace(/"$/, `-${way}"`),
      );
      assert.ok(packed.body.length < plain.body.length / 2);
      const text = unpack(packed.body).toString();
      assert.equal(text, new TextDecoder().decode(plain.body));
    }
  },
};

Deno.test("the bars over HTTP, from a folder that nobody changes", async (t) => {
  await using folder = await tempFolder();
  const options = { cwd: folder.path };
  const dataDir = join(folder.path, "data");
  await writeTeams(folder.path, { one: "quiet" });
  const duration = ["--duration", String(MINUTES), "--no-api"];
  const ran = await run([...RUN, "--speed", "max", ...duration], options);
  assert.equal(ran.code, 0, ran.stderr);
  const before = listing(dataDir);
  const { one: key = "" } = keysOf(dataDir);
  await using server = await start(["serve"], options);
  for (const [name, step] of Object.entries(STEPS)) {
    await t.step(name, () => step({ url: server.url, key }));
  }
  assert.equal((await server.stop()).code, 0);
  assert.deepEqual(listing(dataDir), before);
});

Deno.test("the bars over HTTP never run ahead of the published minute", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { one: "quiet" });
  await using server = await start([...RUN, "--speed", "600"], {
    cwd: folder.path,
  });
  const { url } = server;
  await ledgerReaches(url, 20);
  const seen = new Set<string>();
  while (seen.size < 10) {
    const { json, status } = await get(url, `${BASE}/AAPL/recent/1`);
    assert.equal(status, 200);
    const [{ timestamp }] = json.data;
    const { market } = (await get(url, "/api/v1/status")).json;
    assert.ok(timestamp <= market.minute, `${timestamp} at ${market.minute}`);
    seen.add(timestamp);
  }
  assert.equal((await server.stop()).code, 0);
});

function checkRows(
  rows: Answer["json"],
  first: string,
  count: number,
): void {
  assert.equal(rows.length, count);
  rows.forEach((row: Answer["json"], n: number) => {
    assert.deepEqual(Object.keys(row), FIELDS);
    const at = Date.parse(first) + n * 60_000;
    const time = new Date(at).toISOString().replace(".000Z", "+00:00");
    assert.equal(row.timestamp, time);
    assert.ok(row.low <= row.open && row.close <= row.high, time);
    for (const field of FIELDS.slice(1)) {
      assert.ok(row[field] === null || typeof row[field] === "number", field);
    }
  });
}

/** Asks without unpacking anything. */
function raw(url: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array;
  }>((resolve, reject) => {
    request(url, { headers }, (answer) => {
      const chunks: Uint8Array[] = [];
      answer.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
      answer.on("end", async () => {
        const body = await new Blob(chunks as BlobPart[]).bytes();
        const names = answer.headers as Record<string, string | undefined>;
        resolve({ headers: names, body });
      });
    }).on("error", reject);
  });
}
