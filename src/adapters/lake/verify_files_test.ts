import { strict as assert } from "node:assert";
import { Buffer } from "node:buffer";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LedgerSource } from "../../ports/ledger.ts";
import { lakeDisk } from "./disk.ts";
import {
  contents,
  DAY_MINUTES,
  longCompetition,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { parquetPath } from "./layout.ts";
import { foldPortfolio, readPortfolio } from "./portfolio_table.ts";
import { verifyLake } from "./verify_lake.ts";

const BATCHES = longCompetition(6, 2 * DAY_MINUTES);

function verify(folder: string, source: LedgerSource, isInUse = false) {
  const disk = lakeDisk(folder, publish);
  return verifyLake({ source, disk, isInUse: () => isInUse });
}

/** Returns the faults of a lake after something was done to it. */
function faultsAfter(
  act: (folder: string) => unknown,
): Promise<readonly string[]> {
  return withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    await act(folder);
    return (await verify(folder, source)).faults;
  });
}

Deno.test("lakeFileChecks() names each file that is missing", () =>
  withFolder(async (folder) => {
    const source = memorySource(BATCHES);
    writeAll(folder, source);
    for (const path of Object.keys(contents(folder))) {
      const kept = readFileSync(join(folder, path));
      rmSync(join(folder, path));
      const { faults } = await verify(folder, source);
      assert.ok(faults.some((fault) => fault.startsWith(`${path} is missing`)));
      writeFileSync(join(folder, path), kept);
    }
  }));

Deno.test("lakeFileChecks() names file and line of a number that differs", async () => {
  const [fault = "", ...more] = await faultsAfter((folder) => {
    const path = join(folder, "team/alpha/trades.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    lines[4] = lines[4]!.replace(/"fee":"(\d)/, '"fee":"1$1');
    writeFileSync(path, lines.join("\n"));
  });
  assert.match(fault, /^team\/alpha\/trades\.jsonl:5 is not the ledger's \{"/);
  assert.deepEqual(more, []);
});

Deno.test("lakeFileChecks() names the row of a folded number that differs by a unit", async () => {
  const [fault = "", ...more] = await faultsAfter(async (folder) => {
    const path = join(folder, parquetPath("qtc-alpha"));
    const rows = await readPortfolio(path);
    const days = Map.groupBy(rows, ({ at }) => Math.floor(at / 86_400_000));
    rmSync(path);
    const changed = [...days.values()].map((day, i) =>
      i === 0
        ? day.map((row, n) =>
          n === 2 ? { ...row, cash: row.cash + 1n as typeof row.cash } : row
        )
        : day
    );
    foldPortfolio(path, changed, publish);
  });
  assert.match(
    fault,
    /^qtc-alpha\/portfolio\/portfolio\.parquet: row 3 is not the ledger's/,
  );
  assert.deepEqual(more, []);
});

for (
  const [what, act, fault] of [
    [
      "a file that no row is of",
      (folder: string) => {
        writeFileSync(
          join(folder, "team/alpha/portfolio/2011-01-03.jsonl"),
          "{}\n",
        );
      },
      "team/alpha/portfolio/2011-01-03.jsonl is superfluous: the ledger has nothing for it",
    ],
    [
      "a day without a line",
      (folder: string) => {
        writeFileSync(
          join(folder, "team/alpha/portfolio/2011-01-03.jsonl"),
          "",
        );
      },
      "team/alpha/portfolio/2011-01-03.jsonl is superfluous: the ledger has nothing for it",
    ],
    [
      "a table of a day",
      (folder: string) => {
        writeFileSync(join(folder, "team/7/portfolio/2026-03-12.parquet"), "");
      },
      "team/7/portfolio/2026-03-12.parquet is superfluous: the ledger has nothing for it",
    ],
    ["a file that the account does not have", (folder: string) => {
      writeFileSync(join(folder, "qtc-alpha/trades.jsonl"), "{}\n");
    }, "qtc-alpha/trades.jsonl is superfluous: the ledger has nothing for it"],
    ["lines behind the last", (folder: string) => {
      appendFileSync(join(folder, "team/beta/errors.jsonl"), "{}\n");
    }, /^team\/beta\/errors\.jsonl:\d+ is not in the ledger$/],
    ["a Parquet file that cannot be read", (folder: string) => {
      const path = join(folder, parquetPath("team/7"));
      writeFileSync(path, Buffer.from("PAR1 nonsense"));
    }, /^Cannot read ".*team\/7\/portfolio\/portfolio\.parquet": /],
  ] as const
) {
  Deno.test(`lakeFileChecks() finds ${what}`, async () => {
    const [first = "", ...more] = await faultsAfter(act);
    if (typeof fault === "string") assert.equal(first, fault);
    else assert.match(first, fault);
    assert.deepEqual(more, []);
  });
}
