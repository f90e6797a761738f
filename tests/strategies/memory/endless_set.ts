export class S {
  generate_signal(team, bars, prices) {
    return new Set({
      *[Symbol.iterator]() {
        for (let i = 0;; i++) yield "text " + i;
      },
    }).size;
  }
}
