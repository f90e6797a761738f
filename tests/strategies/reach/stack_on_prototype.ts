let asked = 0;
for (const prototype of [Object.prototype, Error.prototype]) {
  Object.defineProperty(prototype, "stack", {
    get() {
      asked++;
      return { toString: () => "    at x (strategy.js:1:1)" };
    },
    configurable: true,
  });
}
export class S {
  generate_signal() {
    throw { name: "Mine", message: "asked " + asked };
  }
}
