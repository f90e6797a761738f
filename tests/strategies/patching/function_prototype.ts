export class S {
  n = 0;
  async generate_signal(team) {
    for (const name of ["call", "apply", "bind", "toString"]) {
      Object.defineProperty(Function.prototype, name, {
        value() {
          throw new Error("patched");
        },
      });
    }
    await team.api.getLastN("AAPL", 1);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1 };
  }
}
