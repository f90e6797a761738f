export class S {
  generate_signal() {
    return [Promise.resolve({ symbol: "AAPL", action: "buy", quantity: 1, price: 1 }), Promise.reject(new Error("late"))];
  }
}
