export class S {
  generate_signal(team, bars) {
    const global = globalThis as any;
    let foreign = 0;
    let caught = 0;
    Object.defineProperty(global, "accessor", { get: () => [].concat([1]), set: (value) => [].concat(value), configurable: true });
    const ways = [
      () => global.accessor, () => global.accessor = 1, () => global.nothing, () => global.fresh = 2, () => delete global.fresh, () => "nothing" in global,
      () => Object.defineProperty(global, "fresh", { value: 3, configurable: true }), () => Object.getOwnPropertyDescriptor(global, "accessor"),
      () => Object.getOwnPropertyNames(global), () => Object.keys(global), () => new Error("x").stack, () => Promise.reject(1).catch(() => {}),
      () => console.log("x"), () => team.api.getLastN("AAPL", 1).catch(() => {}), () => bars.AAPL.open, () => JSON.parse("[1]"), () => new Date(),
      () => Temporal.Now.instant(), () => new Intl.NumberFormat("en").format(1), () => Function("1"), () => null.x, () => (unknown as any),
    ];
    for (const way of ways) {
      for (let pad = 0; pad < 4; pad++) {
        let left = 5;
        const deep = (...args: unknown[]) => {
          try {
            deep(...args);
          } catch (error) {
            if (left-- > 0) {
              try {
                way();
              } catch (thrown) {
                caught++;
                if (thrown.constructor.constructor !== Function || !(thrown instanceof Error)) foreign++;
              }
            }
            throw error;
          }
        };
        try {
          deep(...Array(pad).fill(1));
        } catch (error) {
          caught++;
          if (error.constructor !== RangeError) foreign++;
        }
      }
    }
    console.log("foreign:", foreign, caught > 50);
  }
}
