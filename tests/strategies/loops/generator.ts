export class S {
  generate_signal(team, bars, prices) {
    function* numbers() {
      for (let i = 0;; i++) yield i;
    }
    for (const number of numbers()) if (number < 0) return [];
  }
}
