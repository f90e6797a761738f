for (let i = 0; i < 1000; i++) Promise.reject(new Error("at load"));
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
