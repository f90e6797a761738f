export class S {
  generate_signal(team, bars, prices) {
    JSON.parse("[1,2,3]", () => {
      for (;;);
    });
  }
}
