const seen: string[] = [];
const hook = (_: unknown, sites: unknown[]) => {
  seen.push("sites");
  return sites;
};
export class S {
  generate_signal() {
    const ways = [
      () => (Error as any).prepareStackTrace = hook,
      () => Object.defineProperty(Error, "prepareStackTrace", { get: () => hook }),
      () => Reflect.set(Error, "prepareStackTrace", hook, Error),
      () => Reflect.deleteProperty(Error, "prepareStackTrace"),
      () => Object.assign(Error, { prepareStackTrace: hook }),
      () => (globalThis as any).Error = { prepareStackTrace: hook },
      () => Object.setPrototypeOf(Error, { prepareStackTrace: hook }),
      () => (Function.prototype as any).prepareStackTrace = hook,
      () => (Object.prototype as any).prepareStackTrace = hook,
      () => (Error.prototype as any).prepareStackTrace = hook,
      () => (Error.prototype.constructor as any) = { prepareStackTrace: hook },
      () => (TypeError as any).prepareStackTrace = hook,
      () => (class extends Error { static prepareStackTrace = hook; }),
    ];
    for (const way of ways) {
      try {
        way();
      } catch {
        // refused
      }
      class Mine extends Error {
        static prepareStackTrace = hook;
      }
      for (const make of [() => new Error(), () => new TypeError(), () => new Mine(), () => Reflect.apply(Error, {}, []), () => new AggregateError([])]) {
        if (typeof make().stack !== "string") seen.push("no text");
      }
      try {
        null.x;
      } catch (error) {
        if (typeof error.stack !== "string") seen.push("no text");
      }
    }
    console.log("seen:", seen.join());
  }
}
