import { strict as assert } from "node:assert";
import { dataStage } from "./data_fixture_test.ts";
import { CORPORATE_ACTIONS } from "./data_schemas.ts";

Deno.test("actionsAnswer(): corporate actions are listed by kind, range and page", async () => {
  const { get } = dataStage();
  const path = "/v1/corporate-actions?start=2026-11-01&end=2026-12-31";
  const [, all] = await get(path);
  const { corporate_actions: lists } = CORPORATE_ACTIONS.parse(all);
  assert.deepEqual(lists.forward_splits?.map(({ id }) => id), ["s1"]);
  assert.deepEqual(lists.reverse_splits?.map(({ id }) => id), ["s2"]);
  assert.deepEqual(lists.cash_dividends?.map(({ rate }) => rate), [0.75]);
  const [, some] = await get(`${path}&types=cash_dividend&symbols=MSFT`);
  assert.deepEqual(
    Object.keys(CORPORATE_ACTIONS.parse(some).corporate_actions),
    ["cash_dividends"],
  );
  const found: string[] = [];
  for (let token: string | null = ""; token !== null;) {
    const [, body] = await get(`${path}&limit=1&page_token=${token}`);
    const page = CORPORATE_ACTIONS.parse(body);
    found.push(
      ...Object.values(page.corporate_actions).flat()
        .flatMap((each) => each?.id ?? []),
    );
    token = page.next_page_token;
  }
  assert.deepEqual(found, ["s1", "s2", "d1"]);
  const [, today] = await get("/v1/corporate-actions");
  assert.equal(
    Object.values(CORPORATE_ACTIONS.parse(today).corporate_actions).length,
    1,
  );
});

Deno.test("actionsAnswer() lists a dividend by the day it is paid, not by its ex-date", async () => {
  const { get } = dataStage();
  const on = async (day: string) => {
    const [, body] = await get(`/v1/corporate-actions?start=${day}&end=${day}`);
    const { corporate_actions: lists } = CORPORATE_ACTIONS.parse(body);
    return lists.cash_dividends?.map((each) => [
      ...[each.ex_date, each.process_date, each.payable_date],
    ]);
  };
  assert.equal(await on("2026-11-20"), undefined);
  const days = ["2026-11-20", "2026-12-05", "2026-12-05"];
  assert.deepEqual(await on("2026-12-05"), [days]);
});
