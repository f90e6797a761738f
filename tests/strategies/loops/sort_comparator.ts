export class S {
  generate_signal(team, bars, prices) {
    [3, 1, 2].sort(() => {
      for (;;);
    });
  }
}
