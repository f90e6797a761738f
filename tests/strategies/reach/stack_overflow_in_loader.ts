export class S {
  n = 0;
  generate_signal(team) {
    const deep = () => {
      try {
        deep();
      } catch {
        for (const method of ["getLastN", "getDay", "getRange", "getLastNMulti"]) team.api[method]("AAPL", 1, 1).catch(() => {});
        team.api.priceAge("AAPL");
        console.log("deep");
      }
    };
    try {
      deep();
    } catch {
      // The end of the stack, again.
    }
    this.n++;
    return { symbol: "AAPL", action: "buy", quantity: this.n, price: 1 };
  }
}
