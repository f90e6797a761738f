const kept: Array<(value: unknown) => void> = [];
const { then } = Promise.prototype;
Promise.prototype.then = function (done, failed) {
  kept.push(done as any);
  return then.call(this, done, failed);
} as any;
export class S {
  async generate_signal() {
    for (const done of kept) done([{ symbol: "AAPL", action: "sell", quantity: 666, price: 1 }]);
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
