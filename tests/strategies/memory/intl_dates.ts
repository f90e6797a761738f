export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (;;) {
      const format = new Intl.DateTimeFormat("ar-EG", { dateStyle: "full" });
      format.format(0);
      kept.push(format);
    }
  }
}
