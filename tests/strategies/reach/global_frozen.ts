for (const way of [Object.freeze, Object.seal, Object.preventExtensions]) {
  try {
    way(globalThis);
  } catch (error) {
    if (error.constructor !== TypeError) throw error;
  }
}
for (const name of Object.getOwnPropertyNames(globalThis)) {
  try {
    Object.defineProperty(globalThis, name, { writable: false, configurable: false });
  } catch {
    // locked already
  }
}
export class S {
  n = 0;
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1 };
  }
}
