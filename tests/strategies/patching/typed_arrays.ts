for (const type of [Uint8Array, Float64Array, ArrayBuffer, DataView]) {
  for (const prototype of [type.prototype, Object.getPrototypeOf(type.prototype)]) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (/constructor|toString|BYTES/.test(name) || prototype === Object.prototype) continue;
      Object.defineProperty(prototype, name, { value: () => 666, configurable: true });
    }
  }
}
export class S {
  n = 0;
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1 };
  }
}
