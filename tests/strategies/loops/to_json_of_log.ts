export class S {
  generate_signal(team, bars, prices) {
    console.log({
      toJSON() {
        for (;;);
      },
    });
  }
}
