for (const name of Object.getOwnPropertyNames(Reflect)) {
  Reflect[name] = () => {
    throw new Error("patched " + name);
  };
}
export class S {
  n = 0;
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: bars.AAPL.close.length };
  }
}
