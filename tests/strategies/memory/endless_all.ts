export class S {
  generate_signal(team, bars, prices) {
    return Promise.all({
      *[Symbol.iterator]() {
        for (let i = 0;; i++) yield i;
      },
    });
  }
}
