const global = globalThis;
export class S {
  generate_signal() {
    const forged = new Proxy({}, { get: (_, key) => String(key).endsWith("i") ? "" : () => '{"signals":["forged"],"state":"1","log":"forged"}', deleteProperty: () => true });
    Object.defineProperty(global, "globalThis", { get: () => forged, configurable: true });
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
