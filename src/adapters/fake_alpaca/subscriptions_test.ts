import { strict as assert } from "node:assert";
import { CLIENT_MESSAGE, noSubscriptions } from "./subscriptions.ts";

Deno.test("change() adds and takes away, has() knows the star", () => {
  const some = noSubscriptions();
  some.change("subscribe", { bars: ["AAPL", "MSFT"], statuses: ["*"] });
  some.change("subscribe", { bars: ["AAPL"], updatedBars: ["AAPL"] });
  some.change("unsubscribe", { bars: ["MSFT", "TSLA"] });
  assert.deepEqual(some.all(), {
    ...{ trades: [], quotes: [], bars: ["AAPL"], updatedBars: ["AAPL"] },
    ...{ dailyBars: [], statuses: ["*"], lulds: [], corrections: [] },
    cancelErrors: [],
  });
  assert(some.has("bars", "AAPL") && !some.has("bars", "MSFT"));
  assert(some.has("statuses", "MSFT"));
  assert.equal(some.count("bars"), 1);
});

Deno.test("CLIENT_MESSAGE takes what a client may say and nothing else", () => {
  const good = [
    { action: "auth", key: "K", secret: "S" },
    { action: "subscribe", bars: ["*"], news: ["ignored"] },
    { action: "unsubscribe", bars: [] },
  ];
  for (const each of good) CLIENT_MESSAGE.parse(each);
  const bad = [
    ...[{}, { action: "auth" }, { action: "listen" }, null, "auth"],
    { action: "subscribe", bars: "AAPL" },
    { action: "subscribe", bars: [1] },
  ];
  for (const each of bad) {
    assert(!CLIENT_MESSAGE.safeParse(each).success, JSON.stringify(each));
  }
});
