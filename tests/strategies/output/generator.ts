export class S {
  *generate_signal() {
    console.log("never");
    yield { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
