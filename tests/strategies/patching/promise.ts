const broken = function () {
  throw new Error("patched");
};
Promise.prototype.then = broken as any;
Promise.prototype.catch = broken as any;
Promise.prototype.finally = broken as any;
(globalThis as any).Promise = broken;
export class S {
  n = 0;
  async generate_signal(team) {
    await team.api.getLastN("AAPL", 1);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1 };
  }
}
