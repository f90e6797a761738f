const OWN = Date;
for (const name of Object.getOwnPropertyNames(Date.prototype)) {
  if (name === "constructor") continue;
  Date.prototype[name] = () => {
    throw new Error("patched " + name);
  };
}
Date.now = () => 0;
(globalThis as any).Date = function () {
  throw new Error("patched");
};
export class S {
  async generate_signal(team, bars) {
    const day = await team.api.getDay("AAPL", "2026-11-20");
    const since = await team.api.getRange("AAPL", new OWN(0), new OWN());
    return { symbol: "AAPL", action: "buy", quantity: since.close.length, price: day.close.length, reason: bars.AAPL.timestamp.at(-1) };
  }
}
