const global = globalThis;
const seen = new Set<string>();
Object.defineProperty(global, "globalThis", {
  get() {
    for (const name of Object.getOwnPropertyNames(global)) if (/^q[0-9a-f]{32}/.test(name)) seen.add(typeof global[name]);
    return global;
  },
  configurable: true,
});
export class S {
  generate_signal() {
    console.log("seen:", [...seen].join());
  }
}
