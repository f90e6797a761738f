export class S {
  generate_signal(team, bars, prices) {
    throw new Proxy({}, {
      get() {
        for (;;);
      },
    });
  }
}
