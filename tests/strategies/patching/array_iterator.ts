export class S {
  n = 0;
  async generate_signal(team) {
    const lists = Object.getPrototypeOf([][Symbol.iterator]());
    [Array.prototype, String.prototype, Map.prototype, Set.prototype, lists].forEach((prototype) => {
      Object.defineProperty(prototype, Symbol.iterator, {
        value() {
          throw new Error("patched");
        },
      });
    });
    lists.next = () => ({ done: false, value: "endless" });
    const answer = await team.api.getLastNMulti(["AAPL", "BTC"], 2);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: answer.AAPL.close.length };
  }
}
