export class S {
  constructor() {
    return Object.assign(Object.create(null), { generate_signal: () => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1 }) });
  }
}
