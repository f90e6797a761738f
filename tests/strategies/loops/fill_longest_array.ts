export class S {
  generate_signal(team, bars, prices) {
    return new Array(2 ** 32 - 1).fill(0).length;
  }
}
