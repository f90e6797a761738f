export class S {
  generate_signal(team, bars, prices) {
    "aaa".replace(/a/g, () => {
      for (;;);
    });
  }
}
