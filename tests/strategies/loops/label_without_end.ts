export class S {
  generate_signal(team, bars, prices) {
    outer: for (;;) {
      inner: do {
        switch (prices.AAPL) {
          default:
            continue outer;
        }
      } while (true);
    }
  }
}
