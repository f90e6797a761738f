export class S {
  generate_signal(team, bars, prices) {
    function* thrown() {
      yield 1;
    }
    throw thrown();
  }
}
