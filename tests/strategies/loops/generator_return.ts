export class S {
  generate_signal(team, bars, prices) {
    function* numbers() {
      try {
        yield 1;
      } finally {
        for (;;);
      }
    }
    for (const _ of numbers()) break;
  }
}
