export class S {
  generate_signal(team, bars, prices) {
    return +{
      [Symbol.toPrimitive]() {
        for (;;);
      },
    };
  }
}
