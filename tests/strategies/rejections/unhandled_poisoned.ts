export class S {
  generate_signal(team, bars, prices) {
    const loop = () => {
      for (;;);
    };
    const trap = () => {
      throw new Error("trap");
    };
    Promise.reject({
      get message() {
        return loop();
      },
    });
    Promise.reject(
      new Proxy({}, {
        get: trap,
        ownKeys: trap,
        getPrototypeOf: trap,
        getOwnPropertyDescriptor: trap,
      }),
    );
    const error = new Error("why");
    for (
      const name of ["name", "message", "stack", "code", "cause", "toString"]
    ) {
      Object.defineProperty(error, name, { get: loop });
    }
    Promise.reject(error);
  }
}
