enum Side {
  Buy = "buy",
}
const enum Count {
  One = 1,
  Three = One + 2,
}
namespace Prices {
  export const last = 5;
}
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: Side.Buy, quantity: Count.Three, price: Prices.last };
  }
}
