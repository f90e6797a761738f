import { strict as assert } from "node:assert";
import {
  ASSET,
  BAR,
  BARS_PAGE,
  CALENDAR,
  CASH_DIVIDEND,
  CLOCK,
  SPLIT,
} from "./schemas.ts";

Deno.test("the schemas read the documentation's examples, with fields that nobody knows", () => {
  const bar = `{"t":"2022-05-23T12:00:00Z","o":173,"h":173.1,"l":172.7,
    "c":172.82,"v":4321,"n":120,"vw":172.9,"new":{}}`;
  assert.ok(BAR.safeParse(JSON.parse(bar)).success);
  const page = `{"bars":{"AAPL":[${bar}],"MSFT":null},"next_page_token":null,
    "currency":"USD"}`;
  assert.ok(BARS_PAGE.safeParse(JSON.parse(page)).success);
  assert.ok(BARS_PAGE.safeParse({ bars: null }).success);
  const clock = `{"timestamp":"2019-09-16T09:17:00.123456789-04:00",
    "is_open":false,"next_open":"2019-09-16T09:30:00-04:00",
    "next_close":"2019-09-16T16:00:00-04:00","speed":60}`;
  assert.equal(CLOCK.parse(JSON.parse(clock)).speed, 60);
  const days = `[{"date":"2019-09-16","open":"09:30","close":"16:00",
    "session_open":"0400","session_close":"2000"}]`;
  assert.ok(CALENDAR.safeParse(JSON.parse(days)).success);
  const asset = `{"id":"904837e3","class":"us_equity","exchange":"NASDAQ",
    "symbol":"AAPL","name":"Apple","status":"active","tradable":true,
    "marginable":true,"fractionable":true,"attributes":[]}`;
  assert.ok(ASSET.safeParse(JSON.parse(asset)).success);
});

Deno.test("the schemas refuse what would be taken for something else", () => {
  const split = JSON.parse(`{"id":"a","symbol":"AAPL","ex_date":"2020-08-31",
    "new_rate":4,"old_rate":1}`);
  assert.ok(SPLIT.safeParse(split).success);
  for (
    const more of [
      '{"new_rate":"4"}',
      '{"old_rate":0}',
      '{"new_rate":1e300}',
      '{"ex_date":"2020-02-30"}',
      '{"id":""}',
    ]
  ) {
    const bad = { ...split, ...JSON.parse(more) };
    assert.ok(!SPLIT.safeParse(bad).success, more);
  }
  assert.ok(!CASH_DIVIDEND.safeParse({ ...split, rate: -1 }).success);
  assert.ok(CASH_DIVIDEND.safeParse({ ...split, rate: 0.5 }).success);
  assert.ok(!BARS_PAGE.safeParse({ bars: [] }).success);
  assert.ok(!CLOCK.safeParse({ timestamp: 1 }).success);
});
