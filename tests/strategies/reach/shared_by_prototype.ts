export class S {
  generate_signal() {
    const wanted = /^(SharedArrayBuffer|Atomics|WeakRef|FinalizationRegistry|WebAssembly|Memory|Module|Instance|eval|gc)$/;
    const found = new Set();
    const seen = new Set();
    const todo: any[] = [globalThis, function* () {}, async () => {}, [][Symbol.iterator](), new Map().entries(), "".matchAll(/a/g), new Uint8Array().values()];
    while (todo.length > 0) {
      const value = todo.pop();
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
      seen.add(value);
      if (typeof value === "function" && wanted.test(value.name)) found.add(value.name);
      const tag = Object.prototype.toString.call(value).slice(8, -1);
      if (wanted.test(tag)) found.add(tag);
      todo.push(Object.getPrototypeOf(value), ...Object.values(Object.getOwnPropertyDescriptors(value)).flatMap(({ value, get, set }) => [value, get, set]));
    }
    console.log("found:", [...found].join());
  }
}
