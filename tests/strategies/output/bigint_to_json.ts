(BigInt.prototype as any).toJSON = function () {
  return Number(this);
};
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 10n, price: 1 };
  }
}
