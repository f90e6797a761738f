export class S {
  generate_signal(team, bars, prices) {
    function* half() {
      const seen = new Array(1000).fill(0.5);
      yield seen;
      yield seen;
    }
    const kept = [];
    for (;;) {
      const one = half();
      one.next();
      kept.push(one);
    }
  }
}
