export class S {
  generate_signal(team, bars, prices) {
    const text = "ﷺ".repeat(2e5);
    for (;;) text.normalize("NFKD");
  }
}
