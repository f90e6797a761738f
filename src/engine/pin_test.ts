import { strict as assert } from "node:assert";
import type { RegisteredTeam, RegistryEdition } from "../ports/registry.ts";
import type { RollbackRequest } from "../ports/rollbacks.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { minuteAt, teamSpec } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { withPins } from "./pin.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

const FAULT = { type: "SyntaxError", message: "strategy.ts:3:1: no" };
const BACK: RollbackRequest = {
  id: "1",
  teamId: "alpha",
  version: { code: "01d", entryPoint: "old:Old", params: { fast: 9 } },
};
const LATEST: RollbackRequest = { id: "2", teamId: "alpha" };

function team(spec: Parameters<typeof teamSpec>[1] = {}): RegisteredTeam {
  return { spec: teamSpec("alpha", spec) };
}

/** A team whose newest code is broken. */
function broken(): RegisteredTeam {
  const { code: _code, ...spec } = teamSpec("alpha");
  return { spec, fault: FAULT };
}

/**
 * An engine whose registry and operator say what they are told to say next.
 *
 * @param lost A version that cannot be loaded any more
 */
async function started(lost?: string) {
  let news: RegistryEdition | undefined;
  let wanted: RollbackRequest | undefined;
  const ledger = fakeLedger();
  const make = () => ({
    hasCode: (_: string, code: string) => code !== lost,
    ...fakeEngine({
      ledger,
      barStore: ledger.bars,
      registry: {
        changes() {
          const said = news;
          news = undefined;
          return Promise.resolve(said);
        },
      },
      rollbacks: {
        pending: () => wanted,
        answer: () => void (wanted = undefined),
      },
    }),
  });
  let engine = make();
  await recover(engine, startOptions(engine));
  const say = async (
    { registry, request, n = 1, competition }: {
      registry?: RegisteredTeam | "nobody";
      request?: RollbackRequest;
      n?: number;
      competition?: RegistryEdition["competition"];
    },
  ) => {
    const { length } = (ledger as FakeLedger).events();
    news = registry && {
      teams: registry === "nobody" ? [] : [registry],
      ...(competition && { competition }),
    };
    wanted = request;
    await applyRegistry(engine, minuteAt(n));
    return (ledger as FakeLedger).events().slice(length)
      .map(({ kind }) => kind).join(" ");
  };
  await say({ registry: team(), n: 0 });
  return {
    say,
    /** Current code, and whether it is pinned. */
    current() {
      const { code, pinned } = engine.books.teams.get("alpha")?.spec ?? {};
      return `${code}${pinned ? " pinned" : ""}`;
    },
    settings() {
      const { entryPoint, params } = engine.books.teams.get("alpha")?.spec ??
        {};
      return { entryPoint, params };
    },
    errors: () => engine.log.lines.filter(({ level }) => level === "error"),
    /** What the team was told, in order. */
    told: () =>
      (ledger as FakeLedger).events().flatMap((event) =>
        event.kind === "failure" ? [event] : []
      ),
    fault: () => engine.books.teams.get("alpha")?.fault,
    lines: () => engine.log.lines.map(({ message }) => message),
    restart: () => void (engine = make()),
  };
}

/** Until when a pin holds, for people. */
const ENDS = "it stays until an upload or until the organiser lifts it with " +
  "qtc strategy rollback alpha latest";

Deno.test("withPins() keeps code, entry point and params of a pinned version, and takes the rest", async () => {
  const { say, current, settings } = await started();
  const old = { entryPoint: "old:Old", params: { fast: 9 } };
  assert.equal(await say({ request: BACK }), "team failure");
  assert.equal(current(), "01d pinned");
  assert.deepEqual(settings(), old);
  assert.equal(await say({ registry: team({ code: "4e3" }) }), "failure");
  const later = { code: "4e4", entryPoint: "new:New", params: { fast: 3 } };
  assert.equal(await say({ registry: team(later) }), "failure");
  assert.equal(current(), "01d pinned");
  assert.deepEqual(settings(), old, "nobody has tried it with others");
  const named = { ...later, name: "The Alphas" };
  assert.equal(await say({ registry: team(named) }), "team failure");
  assert.deepEqual(settings(), old);
  assert.equal(await say({ request: LATEST }), "team team");
  const { code: _code, ...others } = later;
  assert.deepEqual(settings(), others, "all of it is the registry's again");
  assert.equal(current(), "4e4");
});

Deno.test("withPins() says what is held back, once for each version", async () => {
  const { say, lines } = await started();
  await say({ request: BACK });
  const as = { entryPoint: "old:Old", params: { fast: 9 } };
  for (const code of ["4e3", "4e3", "4e4", "01d"]) {
    await say({ registry: team({ ...as, code }) });
  }
  await say({ registry: team({ code: "01d", params: { fast: 9 } }) });
  await say({
    registry: { ...team({ params: { fast: 1 } }), isPending: true },
  });
  await say({ registry: team({ ...as, code: "01d", params: { fast: 1 } }) });
  const held = (what: string) =>
    `Held back the newest ${what} of alpha: version 01d is pinned; ${ENDS}`;
  assert.deepEqual(lines().slice(1), [
    held("code (c0de), entry_point, params"),
    held("code (4e3)"),
    held("code (4e4)"),
    held("entry_point"),
    held("params"),
  ]);
});

Deno.test("withPins() tells the team once for each version that is held back", async () => {
  const { say, told, restart, fault } = await started();
  await say({ request: BACK });
  for (const code of ["c0de", "4e3", "4e3"]) {
    await say({ registry: team({ code }) });
  }
  restart();
  const pending = { ...broken(), isPending: true };
  assert.equal(await say({ registry: pending }), "");
  assert.equal(await say({ registry: team({ code: "4e3" }) }), "");
  const record = (code: string) => ({
    kind: "failure",
    teamId: "alpha",
    minute: minuteAt(1),
    timeout: false,
    phase: "load",
    type: "PinnedError",
    message: `Held back the newest code (${code}), entry_point, params: the ` +
      `organiser went back to version 01d; ${ENDS}`,
  });
  assert.deepEqual(told(), [record("c0de"), record("4e3")]);
  const as = { entryPoint: "old:Old", params: { fast: 9 } };
  const same = team({ ...as, code: "01d" });
  assert.equal(await say({ registry: same }), "team");
  assert.equal(fault(), undefined, "nothing is held back");
  assert.equal(await say({ registry: same }), "");
});

Deno.test("withPins() tells no team what is wrong with code that is held back", async () => {
  const { say, lines, fault, told, current } = await started();
  await say({ request: BACK });
  assert.equal(await say({ registry: broken() }), "failure");
  assert.match(
    told().at(-1)?.message ?? "",
    /^Held back the newest code, entry_point, /,
  );
  assert.match(
    lines().at(-1) ?? "",
    /^Held back the newest code, entry_point,/,
  );
  assert.equal(await say({ request: LATEST }), "team failure");
  assert.equal(fault(), FAULT.message, "now it is the newest");
  assert.equal(current(), "01d", "what runs is the last that can");
});

Deno.test("withPins() says once that a pinned version cannot be loaded", async () => {
  const { say, errors, restart } = await started("01d");
  await say({ registry: team() });
  assert.deepEqual(errors(), []);
  await say({ request: BACK });
  const message = 'Cannot run "alpha": its pinned version 01d is missing or ' +
    "damaged in the data folder; put it back from a backup, or run qtc " +
    "strategy rollback alpha latest";
  assert.deepEqual(errors(), [{ level: "error", message }]);
  await say({ registry: team({ code: "4e3" }) });
  assert.equal(errors().length, 1);
  restart();
  await say({ registry: team({ code: "4e3" }) });
  assert.deepEqual(errors(), [{ level: "error", message }]);
});

Deno.test("withPins() keeps the pin of a team that has left, and lets it be lifted", async () => {
  const { say, current } = await started();
  await say({ request: BACK });
  assert.equal(await say({ registry: "nobody" }), "team_removed");
  assert.equal(await say({ request: LATEST }), "team");
  assert.equal(current(), "01d", "it is not back, and no version is pinned");
  assert.equal(await say({ registry: "nobody" }), "");
  assert.equal(await say({ registry: team() }), "team valued");
  assert.equal(current(), "c0de");
});

Deno.test("withPins() lets the newest code count with the minute in which the pin is lifted", async () => {
  const { say, current } = await started();
  await say({ request: BACK });
  await say({ registry: team({ code: "4e3" }) });
  assert.equal(await say({ request: LATEST }), "team team");
  assert.equal(current(), "4e3");
  assert.equal(await say({}), "");
});

Deno.test("withPins() holds after a restart, and a pin lifted before it stays lifted", async () => {
  const { say, current, restart } = await started();
  await say({ request: BACK });
  restart();
  assert.equal(await say({ registry: team({ code: "4e3" }) }), "failure");
  assert.equal(current(), "01d pinned");
  // Nothing is known of the folder yet.
  restart();
  assert.equal(await say({ request: LATEST }), "team");
  assert.equal(current(), "01d");
  assert.equal(await say({ registry: team({ code: "4e3" }) }), "team");
  assert.equal(current(), "4e3");
});

Deno.test("withPins() keeps a pin through the freeze and says no second word about it", async () => {
  const { say, current, lines } = await started();
  const competition = { name: "Cup", uploadsUntil: minuteAt(5) };
  await say({ registry: team(), request: BACK, competition });
  const said = lines().length;
  const late = team({ code: "4e3" });
  assert.equal(await say({ registry: late, competition, n: 6 }), "");
  assert.equal(current(), "01d pinned");
  assert.equal(lines().length, said + 1);
  assert.match(lines().at(-1) ?? "", /^Held back/);
});

Deno.test("withPins() leaves teams alone that have no pin", () => {
  const teams = [team(), broken()];
  const engine = fakeEngine();
  assert.deepEqual(withPins(engine, teams), teams);
});
