export class S {
  generate_signal(team, bars, prices) {
    const trap = () => {
      throw null;
    };
    return Promise.reject(
      new Proxy({}, {
        get: trap,
        has: trap,
        ownKeys: trap,
        getPrototypeOf: trap,
      }),
    );
  }
}
