export class S {
  generate_signal(team, bars, prices) {
    throw {
      then() {
        for (;;);
      },
    };
  }
}
