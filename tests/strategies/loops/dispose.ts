export class S {
  generate_signal(team, bars, prices) {
    using _ = {
      [Symbol.dispose]() {
        for (;;);
      },
    };
  }
}
