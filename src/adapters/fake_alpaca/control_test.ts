import { strict as assert } from "node:assert";
import { serveFake } from "./server_fixture_test.ts";

Deno.test("the control API is refused without the secret of the start", async () => {
  await using fake = serveFake();
  for (
    const headers of [{}, { "X-Fake-Secret": "" }, { "X-Fake-Secret": "x" }]
  ) {
    for (const path of ["", "faults", "ledger", "journal", "clock", "none"]) {
      const response = await fake.get(`/__fake/${path}`, { headers });
      assert.equal(response.status, 403, path);
      await response.body?.cancel();
    }
  }
});

Deno.test("GET /__fake/ says what there is", async () => {
  await using fake = serveFake();
  const { routes, faults } = await (await fake.control("GET", "")).json();
  assert.equal(faults.gzip.code, "F16");
  for (const route of Object.keys(routes)) {
    const [method = "", path = ""] = route.split(" ");
    const response = await fake.control(method, path.slice("/__fake/".length));
    // What is set wants a body.
    assert(response.status === 200 || response.status === 422, route);
    await response.body?.cancel();
  }
  const none = await fake.control("GET", "nothing");
  assert.equal(none.status, 404);
  await none.body?.cancel();
});

Deno.test("faults are set by name or family, listed, counted and cleared", async () => {
  await using fake = serveFake();
  const set = async (body: unknown) => {
    const response = await fake.control("POST", "faults", body);
    return [response.status, await response.json()] as const;
  };
  const [status, one] = await set({
    ...{ name: "gzip", count: 1, from: "2026-11-20T14:40:00Z" },
    ...{ path: "/v2/clock" },
  });
  assert.equal(status, 200);
  const from = Date.parse("2026-11-20T14:40:00Z");
  assert.deepEqual(one.set, [
    { id: 1, name: "gzip", count: 1, from, path: "/v2/clock" },
  ]);
  await (await fake.get("/v2/clock")).body?.cancel();
  const [, family] = await set([{ name: "F12", probability: 0.5 }]);
  assert.deepEqual(
    family.set.map(({ name }: { name: string }) => name),
    ["calendar_holiday", "calendar_half_day", "clock_off"],
  );
  const listed = await (await fake.control("GET", "faults")).json();
  assert.equal(listed.faults.length, 3);
  assert.deepEqual(listed.happened, { gzip: 1 });
  const gone = await (await fake.control("DELETE", "faults/3")).json();
  assert.deepEqual(gone, { cleared: 1 });
  const rest = await (await fake.control("DELETE", "faults")).json();
  assert.deepEqual(rest, { cleared: 2 });
});

Deno.test("faults that act do so once, and no family brings them along", async () => {
  await using fake = serveFake();
  const set = (body: unknown) => fake.control("POST", "faults", body);
  await (await set({ name: "paper_reset" })).body?.cancel();
  await (await set({ name: "F13" })).body?.cancel();
  assert.deepEqual(fake.trading.acted, ["paper_reset"]);
  const names = fake.world.faults.list().map(({ name }) => name);
  assert(names.includes("unauthorized") && !names.includes("asset_halted"));
  await (await set({ name: "asset_halted", symbol: "AAPL" })).body?.cancel();
  assert(fake.world.faults.find("asset_halted", { symbol: "AAPL" }));
  assert.deepEqual(fake.trading.acted, ["paper_reset", "asset_halted"]);
});

Deno.test("what is no fault is refused and named", async () => {
  await using fake = serveFake();
  for (
    const body of [
      ...[undefined, {}, { name: "nonsense" }, { name: "gzip", count: 0 }],
      ...[{ name: "gzip", probability: 2 }, { name: "gzip", often: 1 }],
      { name: "gzip", from: "tomorrow" },
    ]
  ) {
    const response = await fake.control("POST", "faults", body);
    assert.equal(response.status, 422, JSON.stringify(body));
    assert((await response.json()).message);
  }
  assert.deepEqual(fake.world.faults.list(), []);
});

Deno.test("journal, ledger, clock and reset", async () => {
  await using fake = serveFake();
  await (await fake.get("/v2/clock")).body?.cancel();
  const read = async (path: string) =>
    await (await fake.control("GET", path)).json();
  const { entries } = await read("journal");
  assert.deepEqual(
    entries.map(({ kind }: { kind: string }) => kind),
    ["request", "answer"],
  );
  const after = await read(`journal?after=${entries[0].seq}`);
  assert.equal(after.entries.length, 1);
  assert.deepEqual(await read("ledger"), { executions: [] });
  assert.deepEqual(await read("clock"), {
    ...{ now: "2026-11-20T14:40:02.000Z", speed: 1, seed: 7 },
  });
  fake.world.faults.set({ name: "gzip" });
  await (await fake.control("POST", "reset")).body?.cancel();
  assert.deepEqual(fake.trading.acted, ["paper_reset"]);
  assert.deepEqual((await read("faults")).faults, []);
  assert.deepEqual((await read("journal")).entries, []);
});
