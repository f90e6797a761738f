import { strict as assert } from "node:assert";
import {
  type Found,
  type Missing,
  noteFound,
  scanFolders,
  settingsOf,
  stampOf,
  takeMissing,
} from "./folder_code.ts";
import { Stage } from "./registry_fixture_test.ts";
import type { Verdicts } from "./verdicts.ts";

Deno.test("stampOf() tells an awaited copy from a folder that is missing", () => {
  using stage = new Stage();
  const entry = stage.team("a", "1");
  const gone = { ...entry, folder: `${stage.path}/gone` };
  const sync = { isAwaited: (teamId: string) => teamId === "a" };
  assert.equal(stampOf(gone), "missing");
  assert.equal(stampOf(gone, sync), "awaited");
  assert.equal(stampOf(entry, sync), stampOf(entry));
  assert.equal(stampOf({ spec: entry.spec }, sync), "");
  const { spec } = stage.team("b");
  assert.equal(stampOf({ ...gone, spec }, sync), "missing");
});

const VERDICTS: Verdicts = {
  hasPassed: () => true,
  notePassed: () => {},
  refusalOf: () => undefined,
  noteRefused: () => {},
};

Deno.test("noteFound() keeps when a team's version was seen first", () => {
  const found = new Map<string, Found>();
  const settings = "s";
  const note = (next: Partial<Found>) => {
    noteFound(found, "a", { settings, stamp: `${next.seenAt}`, ...next });
    return found.get("a")?.seenAt;
  };
  assert.equal(note({ code: "1", seenAt: 5 }), 5);
  assert.equal(note({ code: "1", seenAt: 6 }), 5);
  assert.equal(found.get("a")?.stamp, "6");
  assert.equal(note({ code: "2", seenAt: 7 }), 7);
  assert.equal(note({ code: "2", settings: "t", seenAt: 8 }), 8);
  const fault = { type: "T", message: "no" };
  assert.equal(note({ fault, seenAt: 9 }), 9);
  assert.equal(note({ fault: { ...fault }, seenAt: 10 }), 9);
  assert.equal(note({ code: "1" }), undefined);
});

Deno.test("scanFolders() notes nothing of a folder that is swapped while it is read", async () => {
  using stage = new Stage();
  const entry = stage.team("a", "1");
  const found = new Map();
  const scan = (swap: () => void) =>
    scanFolders({
      sources: () => {
        swap();
        return Promise.resolve({ "strategy.ts": "half of each" });
      },
      hash: () => "hash",
      store: { has: () => true, load: () => undefined, save: () => {} },
      verdicts: VERDICTS,
      log: { write: () => {} },
    }, {
      ...{ entries: [entry], stamps: [stampOf(entry)], found },
      ...{ seen: new Map(), busy: new Map() },
    });
  const torn = await scan(() => {
    Deno.renameSync(`${stage.path}/a`, `${stage.path}/old`);
    stage.team("a", "2");
  });
  assert.deepEqual(torn, { missing: [], isPartial: true });
  assert.equal(found.size, 0);
  assert.deepEqual(await scan(() => {}), { missing: [], isPartial: false });
  assert.equal(found.get("a").code, "hash");
});

function missingOf(stage: Stage, id: string): Missing {
  const { spec } = stage.team(id, undefined, {
    entryPoint: "src/x:S",
    params: { of: id },
  });
  const settings = `of ${id}`;
  return { spec, settings, stamp: "s", hash: `h${id}`, sources: {} };
}

Deno.test("takeMissing() keeps what is taken, and notes what is not", async () => {
  using stage = new Stage();
  const saved: string[] = [];
  const lines: string[] = [];
  const found: Record<string, Found> = {};
  const fault = { type: "SyntaxError", message: "no" };
  const stored = { script: "0", map: "" };
  const notKept = {
    type: "ImportError",
    message: "the server cannot keep the strategy; tell the organiser, " +
      "and save it again when the disk is mended",
  };
  const missing = ["a", "b", "c", "d"].map((id) => missingOf(stage, id));
  await takeMissing(
    {
      sources: () => Promise.resolve({}),
      hash: () => "",
      intake: (candidates, onTaken) => {
        assert.deepEqual(candidates[2], {
          files: {},
          entryPoint: "src/x:S",
          params: { of: "c" },
          team: { id: "c", name: "c", cash: 1 },
          bundle: stored,
        });
        onTaken(1, fault);
        onTaken(3, { ...fault, isTransient: true });
        onTaken(2, stored);
        onTaken(0, { script: "1", map: "" });
        return Promise.resolve();
      },
      store: {
        has: () => false,
        load: (teamId) => teamId === "c" ? stored : undefined,
        save(teamId, hash) {
          if (teamId === "c") throw new Error("full");
          saved.push(`${teamId} ${hash}`);
        },
      },
      verdicts: {
        ...VERDICTS,
        notePassed: (teamId, { code, params }) => {
          saved.push(`${teamId} ${code} ${JSON.stringify(params)}`);
          throw new Error("full as well");
        },
        noteRefused: (teamId, { code }, { message }) =>
          void saved.push(`${teamId} ${code} ${message}`),
      },
      log: { write: (level, text) => void lines.push(`${level} ${text}`) },
    },
    missing,
    (teamId, each) => void (found[teamId] = each),
  );
  // What may have been the machine's fault is tried again at the next start.
  assert.deepEqual(saved, ["b hb no", "a ha", 'a ha {"of":"a"}']);
  assert.deepEqual(found, {
    a: { settings: "of a", stamp: "s", code: "ha" },
    b: { settings: "of b", stamp: "s", fault },
    c: { settings: "of c", stamp: "s", fault: notKept },
    d: { settings: "of d", stamp: "s", fault },
  });
  assert.deepEqual(lines, [
    "info Preparing 4 strategies",
    "warning b: SyntaxError: no",
    "warning d: SyntaxError: no",
    "error full",
    "error full as well",
  ]);
});

Deno.test("settingsOf() differs by entry point, params and folder alone", () => {
  using stage = new Stage();
  const of = (spec: object, id = "a") =>
    settingsOf(stage.team(id, undefined, spec));
  assert.equal(of({}), of({ name: "b", run247: true, limits: {} }));
  const others = [{ entryPoint: "x:T" }, { params: { a: 1 } }].map((spec) =>
    of(spec)
  );
  assert.equal(new Set([of({}), of({}, "b"), ...others]).size, 4);
});
