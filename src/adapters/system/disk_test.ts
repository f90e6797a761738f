import { strict as assert } from "node:assert";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiskView } from "../../ports/disk.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import { diskWatch, type DiskWatchOptions } from "./disk.ts";

const START = "2026-11-20T14:30:00Z";
const MB = 1e6;

interface Stage {
  readonly folder: string;
  readonly wall: FakeClock;
  readonly lines: string[];
  /** What the disk and the ledger say. */
  readonly now: { free: number; minutes: number };
  /** Writes a file of so many bytes. */
  put(path: string, bytes: number): void;
  watch(options?: Partial<DiskWatchOptions>): ReturnType<typeof diskWatch>;
}

async function withFolder(work: (stage: Stage) => Promise<void>) {
  const folder = Deno.makeTempDirSync();
  const wall = new FakeClock(START);
  const lines: string[] = [];
  const now = { free: 5_000 * MB, minutes: 0 };
  try {
    await work({
      ...{ folder, wall, lines, now },
      put(path, bytes) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), new Uint8Array(bytes));
      },
      watch: (options = {}) =>
        diskWatch({
          ...{ dataDir: folder, warnMb: 1_000, warnDays: 7, wall },
          isAroundTheClock: false,
          minutes: () => now.minutes,
          freeBytes: () => Promise.resolve(now.free),
          log: {
            write: (level, message, facts = {}) =>
              void lines.push(`${level} ${message} ${JSON.stringify(facts)}`),
          },
          ...options,
        }),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function seen(watch: ReturnType<typeof diskWatch>): Promise<DiskView> {
  const view = await watch.look();
  assert.ok(view);
  return view;
}

Deno.test("look() says what is free and used, and no forecast before a session has passed", () =>
  withFolder(async ({ watch, put, now }) => {
    put("ledger.sqlite", 3_000);
    put("ledger.sqlite-wal", 500);
    put("team/alpha/log.jsonl", 200);
    put("backups/1/ledger.sqlite", 10_000);
    now.minutes = 389;
    assert.deepEqual(await seen(watch()), {
      state: "ok",
      freeBytes: 5_000 * MB,
      usedBytes: 13_700,
    });
  }));

Deno.test("look() forecasts by what a minute added, without backups and clones", () =>
  withFolder(async ({ watch, put, now }) => {
    put("ledger.sqlite", 380_000);
    put("logs/qtc_alpha.log", 10_000);
    put("backups/1/ledger.sqlite", 1_000_000);
    put("external_strategies/a/strategy.ts", 1_000_000);
    now.minutes = 390;
    now.free = 4_000 * MB;
    const sessions = await seen(watch());
    // 1000 bytes a minute, 390 minutes a session, 5 sessions in 7 days.
    assert.equal(sessions.usedBytes, 2_390_000);
    assert.equal(sessions.bytesPerDay, Math.round(390_000 * 5 / 7));
    assert.ok(Math.abs((sessions.daysLeft ?? 0) - 14_358.97) < 0.01);
    const always = await seen(watch({ isAroundTheClock: true }));
    assert.equal(always.bytesPerDay, 1_440_000);
    assert.ok(Math.abs((always.daysLeft ?? 0) - 2_777.78) < 0.01);
  }));

Deno.test("look() sees the ledger each time, other files after ten minutes", () =>
  withFolder(async ({ watch, put, wall }) => {
    const disk = watch();
    put("ledger.sqlite", 100);
    put("a", 1);
    assert.equal((await seen(disk)).usedBytes, 101);
    put("ledger.sqlite", 200);
    put("b", 1);
    wall.advance(599_999);
    assert.equal((await seen(disk)).usedBytes, 201);
    wall.advance(1);
    assert.equal((await seen(disk)).usedBytes, 202);
  }));

Deno.test("look() does not follow links", () =>
  withFolder(async ({ watch, put, folder }) => {
    put("a/b", 50);
    symlinkSync(folder, join(folder, "a", "loop"));
    const { usedBytes } = await seen(watch());
    assert.ok(usedBytes >= 50 && usedBytes < 1_000, String(usedBytes));
  }));

Deno.test("look() says low and full once, and ok when there is clearly room", () =>
  withFolder(async ({ watch, now, lines }) => {
    const disk = watch();
    const states: string[] = [];
    const frees = [1_000, 999, 1_249, 63, 79, 80, 1_249, 1_250, 999];
    for (const free of frees) {
      now.free = free * MB;
      states.push((await seen(disk)).state);
    }
    assert.equal(
      states.join(" "),
      "ok low low full full low low ok low",
    );
    assert.deepEqual(lines, [
      'warning The disk fills {"freeMb":999}',
      'error The disk is full {"freeMb":63}',
      'warning The disk fills {"freeMb":80}',
      'info The disk has room again {"freeMb":1250}',
      'warning The disk fills {"freeMb":999}',
    ]);
  }));

Deno.test("look() says low when few days are left", () =>
  withFolder(async ({ watch, put, now, lines }) => {
    put("ledger.sqlite", 1_000_000);
    now.minutes = 1_000; // 1.44 MB a day
    const disk = watch({ warnMb: 0, isAroundTheClock: true });
    now.free = 80 * MB;
    assert.equal((await seen(disk)).state, "ok");
    put("ledger.sqlite", 10_000_000);
    const { state, daysLeft } = await seen(disk);
    assert.equal(state, "low");
    assert.ok(Math.abs((daysLeft ?? 0) - 5.56) < 0.01);
    assert.deepEqual(lines, [
      'warning The disk fills {"freeMb":80,"daysLeft":5.6}',
    ]);
  }));

Deno.test("look() warns of nothing when it is told so, but of a full disk", () =>
  withFolder(async ({ watch, put, now }) => {
    put("ledger.sqlite", 50_000_000);
    now.minutes = 1_000;
    const disk = watch({ warnMb: 0, warnDays: 0 });
    now.free = 65 * MB;
    assert.equal((await seen(disk)).state, "ok");
    now.free = 63 * MB;
    assert.equal((await seen(disk)).state, "full");
  }));

Deno.test("look() says once that the system does not tell, and never throws", () =>
  withFolder(async ({ watch, lines }) => {
    const disk = watch({ freeBytes: () => Promise.reject(new Error("no")) });
    assert.equal(await disk.look(), undefined);
    assert.equal(await disk.look(), undefined);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^warning Cannot look at disk ".*": no/);
  }));

Deno.test("look() asks the system what is free", async () => {
  await withFolder(async ({ folder, wall }) => {
    const disk = diskWatch({
      ...{ dataDir: folder, warnMb: 0, warnDays: 0, wall },
      isAroundTheClock: true,
      minutes: () => 0,
      log: { write: () => {} },
    });
    assert.ok((await seen(disk)).freeBytes > 0);
  });
});

Deno.test("run() looks once a minute until it is stopped", () =>
  withFolder(async ({ watch, wall }) => {
    const stop = new AbortController();
    const times: number[] = [];
    await watch().run(() => {
      times.push((wall.now() - Date.parse(START)) / 60_000);
      if (times.length === 3) stop.abort();
    }, stop.signal);
    assert.deepEqual(times, [0, 1, 2]);
  }));
