export class S {
  generate_signal() {
    const seen = [];
    const trap = {
      name: "x",
      get message() {
        seen.push("message");
        return "m";
      },
      toString() {
        seen.push("toString");
        return "t";
      },
    };
    const targets = [{}, trap, new Proxy({}, {}), [], () => {}, Object.create(null), team => team, globalThis];
    for (const target of targets) {
      try {
        Error.captureStackTrace(target);
        const { get, value } = Object.getOwnPropertyDescriptor(target, "stack") ?? {};
        if (get && Object.getPrototypeOf(get) !== Function.prototype) seen.push("foreign getter");
        if (value !== undefined && typeof value !== "string") seen.push("no text");
        if (typeof target.stack !== "string") seen.push(typeof target.stack);
      } catch (error) {
        seen.push(error.constructor === TypeError ? "TypeError" : "foreign error");
      }
    }
    console.log("seen:", seen.join());
  }
}
