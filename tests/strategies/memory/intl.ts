export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) {
      const format = new Intl.NumberFormat("de", {
        minimumFractionDigits: i % 20,
      });
      format.format(i);
      kept.push(format);
    }
  }
}
