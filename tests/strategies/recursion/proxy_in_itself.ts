export class S {
  generate_signal(team, bars, prices) {
    const proxy = new Proxy({}, {
      get: (_, name) => proxy[name],
    });
    return proxy.value;
  }
}
