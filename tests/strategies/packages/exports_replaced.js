module.exports = new Proxy({}, {
  get: (_, key) => class {
    generate_signal() {
      return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: String(key) };
    }
  },
});
