export class S {
  generate_signal(team, bars, prices) {
    const object = {};
    const proxy = new Proxy({}, {
      get: (_, name) => object[name],
      getPrototypeOf: () => object,
    });
    Object.setPrototypeOf(object, proxy);
    return object.value;
  }
}
