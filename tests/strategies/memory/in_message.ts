export class S {
  generate_signal(team, bars, prices) {
    throw {
      get message() {
        const kept = [];
        for (;;) kept.push(new Array(1e4).fill(1.5));
      },
    };
  }
}
