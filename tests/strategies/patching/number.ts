Number.isFinite = Number.isInteger = globalThis.isFinite = () => false;
Number.prototype.toFixed = Number.prototype.toString = () => "1e999";
Number.prototype.valueOf = () => 666;
(globalThis as any).Number = undefined;
export class S {
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: 2, price: bars.AAPL.close.length };
  }
}
