for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value = globalThis[name];
  if (name === "globalThis" || value === null || typeof value !== "object" && typeof value !== "function") continue;
  Object.freeze(value);
  if (typeof value.prototype === "object") Object.freeze(value.prototype);
}
export class S {
  n = 0;
  async generate_signal(team, bars) {
    await team.api.getLastN("AAPL", 1);
    console.log("frozen");
    team.state = this.n;
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: bars.AAPL.close.length };
  }
}
