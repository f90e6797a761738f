import { strict as assert } from "node:assert";
import { join } from "node:path";
import { QtcError } from "../../domain/error.ts";
import { price, shares } from "../../testing/events.ts";
import { ACTION_COLUMNS, actionsFile, parseActions } from "./actions_file.ts";

const HEADER = ACTION_COLUMNS.join(",");
const SPLIT = "a1,AAPL,split,2020-08-31,4,1,";
const DIVIDEND = "a2,AAPL,dividend,2020-08-07,,,0.82";

Deno.test("parseActions() reads splits and dividends", () => {
  const text = `\uFEFF${HEADER}\r\n${SPLIT}\r\n\r\n${DIVIDEND}\n`;
  assert.deepEqual(parseActions(text), [
    {
      ...{ id: "a1", symbol: "AAPL", exDate: "2020-08-31", type: "split" },
      ...{ newShares: shares(4), oldShares: shares(1) },
    },
    {
      ...{ id: "a2", symbol: "AAPL", exDate: "2020-08-07", type: "dividend" },
      cash: price(0.82),
    },
  ]);
  assert.deepEqual(parseActions(HEADER), []);
});

Deno.test("parseActions() says of each wrong line what would be right", () => {
  const cases: [string, RegExp][] = [
    ["a1,AAPL,split,2020-08-31,4,1", /line 2: .*columns/i],
    [",AAPL,split,2020-08-31,4,1,", /line 2: id "" must be a word/],
    ["a1,aapl,split,2020-08-31,4,1,", /symbol "aapl" must look like AAPL/],
    ["a1,AAPL,merger,2020-08-31,4,1,", /type "merger" must be split or div/],
    ["a1,AAPL,split,2020-02-30,4,1,", /"2020-02-30": it must be a day such/],
    ["a1,AAPL,split,31.8.2020,4,1,", /"31.8.2020": it must be a day such/],
    ["a1,AAPL,split,2020-08-31,0,1,", /new_shares "0" must be above 0/],
    ["a1,AAPL,split,2020-08-31,4,,", /old_shares "" must be above 0/],
    ["a1,AAPL,split,2020-08-31,1e9,1,", /decimal "1e9": it must look like/],
    ["a1,AAPL,split,2020-08-31,4,1,1", /cash is for dividends/],
    ["a1,AAPL,dividend,2020-08-31,4,1,1", /are for splits/],
    ["a1,AAPL,dividend,2020-08-31,,,-1", /cash "-1" must be above 0/],
    ["a1,AAPL,split,2020-08-31,2,2.0,", /line 2: a split must change/],
    ["a1,BTC,dividend,2020-08-31,,,1", /line 2: symbol "BTC" is a coin/],
    [`${SPLIT}\n\na2,AAPL,split`, /^line 4: .*columns/i],
    [`${SPLIT}\n${SPLIT}`, /line 3: id "a1" stands in line 2/],
  ];
  for (const [lines, expected] of cases) {
    assert.throws(
      () => parseActions(`${HEADER}\n${lines}\n`, { coins: ["BTC"] }),
      (error) =>
        error instanceof QtcError && error.code === "invalid" &&
        expected.test(error.message),
      lines,
    );
  }
  assert.throws(() => parseActions(SPLIT), /first line must be id,symbol/);
  const many = "x\n".repeat(7);
  assert.throws(() => parseActions(`${HEADER}\n${many}`), /; and 2 more$/);
});

Deno.test("actionsFile() answers by symbol and day, with what the file says by then", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = join(folder, "actions.csv");
    Deno.writeTextFileSync(path, `${HEADER}\n${SPLIT}\n`);
    const file = actionsFile(path);
    const ask = async (...symbols: string[]) =>
      (await file.actions(
        symbols,
        "2020-08-07",
        "2020-08-31",
        new AbortController().signal,
      )).map(({ id }) => id);
    assert.deepEqual(await ask("AAPL", "MSFT"), ["a1"]);
    assert.deepEqual(await ask("MSFT"), []);
    const late = "a3,AAPL,split,2020-09-01,4,1,";
    Deno.writeTextFileSync(path, `${HEADER}\n${DIVIDEND}\n${late}\n${SPLIT}\n`);
    assert.deepEqual(await ask("AAPL"), ["a2", "a1"]);
    // Of another time and size alone it is another file.
    const { mtime, size } = Deno.statSync(path);
    Deno.writeTextFileSync(path, "x".repeat(size));
    Deno.utimeSync(path, mtime!, mtime!);
    assert.deepEqual(await ask("AAPL"), ["a2", "a1"]);
    Deno.writeTextFileSync(path, `${HEADER}\nx\n`);
    await assert.rejects(ask("AAPL"), /actions.csv": line 2: /);
    assert.throws(() => actionsFile(path), /actions.csv": line 2: /);
    assert.throws(() => actionsFile(join(folder, "none")), /none": /);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
