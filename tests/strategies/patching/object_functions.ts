for (const name of Object.getOwnPropertyNames(Object)) {
  if (typeof Object[name] === "function" && name !== "prototype") {
    Object[name] = () => {
      throw new Error("patched " + name);
    };
  }
}
export class S {
  n = 0;
  async generate_signal(team, bars) {
    await team.api.getLastNMulti(["AAPL"], 1);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: bars.AAPL.close.length };
  }
}
