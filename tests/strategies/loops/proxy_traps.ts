export class S {
  generate_signal(team, bars, prices) {
    const trap = () => {
      for (;;);
    };
    return new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap });
  }
}
