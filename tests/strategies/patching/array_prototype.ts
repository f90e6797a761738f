for (const name of Object.getOwnPropertyNames(Array.prototype)) {
  if (typeof Array.prototype[name] === "function" && name !== "constructor") {
    Array.prototype[name] = () => {
      throw new Error("patched " + name);
    };
  }
}
export class S {
  n = 0;
  async generate_signal(team, bars) {
    const answer = await team.api.getLastN("AAPL", 3);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: answer.close.length, reason: bars.AAPL.timestamp[31] };
  }
}
