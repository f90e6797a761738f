import { strict as assert } from "node:assert";
import { callOf, OPEN, Stage } from "./fixtures_test.ts";

Deno.test("run() keeps the instance and the state from minute to minute", async () => {
  await using stage = new Stage();
  const call = callOf(
    "a",
    `n = 0; generate_signal(team, bars, prices) {
      this.n++; team.state = { calls: (team.state?.calls ?? 0) + 1 };
      return { symbol: "AAPL", action: "buy", quantity: this.n, price: prices.AAPL, reason: bars.AAPL.timestamp.join() };
    }`,
  );
  const [first] = await stage.next([call], { AAPL: 10 });
  const [second] = await stage.next([call], { AAPL: 11 });
  assert.deepEqual(first?.signals, [{
    symbol: "AAPL",
    action: "buy",
    quantity: 1,
    price: 10,
    reason: "2026-11-20T14:30:00Z",
  }]);
  assert.equal(first?.state, '{"calls":1}');
  assert.equal(first?.fresh, true);
  assert.deepEqual(second?.signals, [{
    symbol: "AAPL",
    action: "buy",
    quantity: 2,
    price: 11,
    reason: "2026-11-20T14:30:00Z,2026-11-20T14:31:00Z",
  }]);
  assert.equal(second?.state, '{"calls":2}');
  assert.equal(second?.fresh, false);
});

Deno.test("run() answers team.api with what was known before the minute ended", async () => {
  await using stage = new Stage();
  stage.bars.add([{
    symbol: "AAPL",
    at: OPEN + 600_000,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 1,
  }]);
  const call = callOf(
    "a",
    `async generateSignal(team) {
      const last = await team.api.getLastN("AAPL", 5);
      const all = await team.api.getRangeMulti(["AAPL", "BTC"], "2026-11-20", new Date());
      const wrong = await team.api.getDay("GME", "2026-11-20").catch((error) => error.message);
      let calls = 3;
      const over = await (async () => { for (;; calls++) await team.api.getLastN("AAPL", 1); })()
        .catch((error) => error.message);
      return [last.close, all.BTC.timestamp, last.vwap, wrong, calls, over, team.api.priceAge("BTC"), team.api.priceAge("GME") === undefined];
    }`,
  );
  await stage.next([], { AAPL: 10, BTC: 5 });
  const [run] = await stage.next([call], { AAPL: 11 });
  assert.deepEqual(run?.signals, [
    [10, 11],
    ["2026-11-20T14:30:00Z"],
    [null, null],
    'Cannot answer team.api.getDay(): "GME" is not in the universe',
    20,
    "Cannot call team.api.getLastN(): at most 20 calls a minute",
    60,
    true,
  ]);
});

Deno.test("run() names the thrown error and goes on with the state before", async () => {
  await using stage = new Stage();
  const call = callOf(
    "a",
    `generate_signal(team) { const before = team.state ?? 0; team.state = before + 1; console.log("at", before);
      if (before === 1 && !this.thrown) { this.thrown = true; null.x; } return [before]; }`,
  );
  await stage.next([call]);
  const [thrown] = await stage.next([call]);
  const [after] = await stage.next([call]);
  assert.equal(thrown?.outcome, "error");
  assert.equal(thrown?.error?.type, "TypeError");
  assert.match(thrown?.error?.message ?? "", /^TypeError: Cannot read prop/);
  assert.equal(thrown?.log, "at 1");
  assert.equal(thrown?.state, undefined);
  assert.deepEqual([after?.signals, after?.fresh], [[1], false]);
});

Deno.test("run() says load_error when the class cannot be had", async () => {
  await using stage = new Stage();
  const { spec, ...rest } = callOf("a", "generate_signal() {}");
  const runs = await stage.next([
    { ...rest, spec: { ...spec, id: "none", entryPoint: "strategy:Other" } },
    callOf("throws", `constructor() { throw new RangeError("no") }`),
    callOf("lacks", "other() {}"),
  ]);
  assert.deepEqual(
    runs.map(({ outcome, error }) => [outcome, error?.phase, error?.message]),
    [
      [
        "load_error",
        "load",
        "TypeError: there is no exported class Other",
      ],
      ["load_error", "load", "RangeError: no"],
      [
        "load_error",
        "load",
        "TypeError: class MyStrategy has no generate_signal()",
      ],
    ],
  );
});

Deno.test("run() ends loops and waiting for nothing, and starts anew with the last state", async () => {
  await using stage = new Stage(["AAPL"], { timeoutMs: 300 });
  const bad = (what: string) =>
    `generate_signal(team, bars) { const n = team.state = (team.state ?? 0) + 1;
      if (n === 2 && !bars.AAPL.close.includes(3)) { ${what} } return [n, bars.AAPL.close]; }`;
  const calls = [
    callOf("loop", bad("for (;;);")),
    callOf(
      "microtasks",
      bad("const f = () => Promise.resolve().then(f); f();"),
    ),
    callOf("waits", bad("return new Promise(() => {});")),
    callOf("late", bad("Promise.reject({ get message() { for (;;); } });")),
  ];
  await stage.next(calls, { AAPL: 1 });
  const second = await stage.next(calls, { AAPL: 2 });
  const third = await stage.next(calls, { AAPL: 3 });
  assert.deepEqual(second.map(({ outcome, error }) => [outcome, error?.type]), [
    ["timeout", "TimeoutError"],
    ["timeout", "TimeoutError"],
    ["timeout", "TimeoutError"],
    ["ok", undefined],
  ]);
  assert.deepEqual(third.map(({ signals, fresh }) => [signals, fresh]), [
    [[2, [1, 2, 3]], true],
    [[2, [1, 2, 3]], true],
    [[2, [1, 2, 3]], true],
    [[3, [1, 2, 3]], false],
  ]);
});

Deno.test("run() ends what takes more memory than it may", async () => {
  await using stage = new Stage(["AAPL"], { memoryMb: 150, timeoutMs: 5000 });
  const [run] = await stage.next([callOf(
    "a",
    "generate_signal() { const a = []; for (;;) a.push(new Float64Array(1e5).fill(1)); }",
  )]);
  assert.deepEqual([run?.outcome, run?.error?.type], ["memory", "MemoryError"]);
});

Deno.test("run() gives the same answer cold and warm", async () => {
  const body = `generate_signal(team, bars, prices) {
      return [JSON.stringify([bars, prices, team]), Math.random(), Math.random(), Date.now(), String(new Date()), Temporal.Now.instant().toString()]; }`;
  await using warm = new Stage(["MSFT", "AAPL", "BTC"], { window: 3 });
  await using cold = new Stage(["MSFT", "AAPL", "BTC"], { window: 3 });
  const call = callOf("a", body);
  for (let i = 0; i < 6; i++) {
    const prices = {
      ...(i !== 2 && { MSFT: i + 1 }),
      ...(i > 3 && { AAPL: i }),
    };
    const [seen] = await warm.next([call], prices);
    // Called in the last minute only, in a new process.
    const [fresh] = await cold.next(i === 5 ? [call] : [], prices);
    if (i < 5) continue;
    assert.deepEqual([seen?.fresh, fresh?.fresh], [false, true]);
    assert.deepEqual(seen?.signals, fresh?.signals);
    assert.match(String(seen?.signals[0]), /"AAPL".*"MSFT".*"close":\[4,5,6\]/);
  }
});

Deno.test("run() delivers what a team has missed, also more than the window", async () => {
  await using stage = new Stage(["AAPL"], { window: 4 });
  const call = callOf(
    "a",
    "generate_signal(_, bars) { return bars.AAPL.close; }",
  );
  await stage.next([call], { AAPL: 1 });
  await stage.next([], { AAPL: 2 });
  assert.deepEqual((await stage.next([call], { AAPL: 3 }))[0]?.signals, [
    1,
    2,
    3,
  ]);
  for (const price of [4, 5, 6, 7, 8]) await stage.next([], { AAPL: price });
  stage.minute += 600_000;
  const [run] = await stage.next([call], { AAPL: 9 });
  assert.deepEqual([run?.signals, run?.fresh], [[6, 7, 8, 9], false]);
});

Deno.test("run() shows the strategy nothing but the language", async () => {
  await using stage = new Stage();
  const [run] = await stage.next([callOf(
    "a",
    `generate_signal() {
      const seen = ["Deno", "process", "fetch", "self", "require", "setTimeout", "WebAssembly", "Atomics", "SharedArrayBuffer", "WeakRef", "FinalizationRegistry", "strategy"]
        .filter((name) => name in globalThis);
      const made = (() => { try { return Function("return 1")(); } catch (error) { return error.name; } })();
      return [seen, made, Object.getOwnPropertyNames(globalThis).filter((name) => /^q[0-9a-f]{32}/.test(name)), typeof gc];
    }`,
  )]);
  assert.deepEqual(run?.signals, [[], "EvalError", [], "undefined"]);
});

Deno.test("run() caps signals and state, each on its own", async () => {
  await using stage = new Stage();
  const runs = await stage.next([
    callOf("signals", `generate_signal() { return ["x".repeat(70_000)]; }`),
    callOf(
      "state",
      `generate_signal(team) { team.state = "x".repeat(300_000); }`,
    ),
    callOf(
      "log",
      `generate_signal() { for (let i = 0; i < 1e4; i++) console.log("é".repeat(9), { i }); }`,
    ),
    callOf("cycle", `generate_signal(team) { team.state = team; }`),
  ]);
  assert.deepEqual(
    runs.map(({ outcome, error }) => [outcome, error?.message?.slice(0, 50)]),
    [
      ["error", "RangeError: the signals are larger than 64 KB"],
      ["error", "RangeError: team.state is larger than 256 KB"],
      ["ok", undefined],
      ["error", "TypeError: Converting circular structure to JSON\n "],
    ],
  );
  const log = runs[2]!.log;
  assert.ok(log.length <= 16_384 && log.startsWith('ééééééééé {"i":0}\n'));
  assert.match(log, /cut: the log of a minute is full$/);
});

Deno.test("run() ends who answers quickly and holds more memory than it may", async () => {
  await using stage = new Stage(["AAPL"], { memoryMb: 150 });
  const [run] = await stage.next([callOf(
    "a",
    "generate_signal() { this.held = new Float64Array(1.5e7).fill(1); }",
  )]);
  assert.deepEqual([run?.outcome, run?.error?.type], ["memory", "MemoryError"]);
});

Deno.test("run() gives the script the language's names as its own variables", async () => {
  await using stage = new Stage(["AAPL"]);
  const [run] = await stage.next([callOf(
    "a",
    `generate_signal() {
      const patched = globalThis.Math = { max: () => 9 };
      const { Math: own } = { Math };
      return [Math.max(1, 2), own === patched, typeof undefined, typeof Temporal];
    }`,
  )]);
  assert.deepEqual(run?.signals, [2, false, "undefined", "object"]);
});

Deno.test("run() says what V8 cannot read, with its line", async () => {
  await using stage = new Stage(["AAPL"]);
  const [run] = await stage.next([callOf("a", "generate_signal() { /(/; }")]);
  assert.equal(run?.outcome, "load_error");
  assert.equal(run?.error?.type, "SyntaxError");
  assert.match(run?.error?.message ?? "", /Invalid regular expression/);
});
