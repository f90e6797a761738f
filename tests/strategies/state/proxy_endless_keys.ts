export class S {
  generate_signal(team, bars, prices) {
    const keys = Array.from({ length: 1e5 }, (_, i) => "key" + i);
    team.state = new Proxy({}, {
      ownKeys: () => keys,
      get: () => 1,
      getOwnPropertyDescriptor: () => ({
        enumerable: true,
        configurable: true,
        value: 1,
      }),
    });
  }
}
