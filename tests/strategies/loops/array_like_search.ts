export class S {
  generate_signal(team, bars, prices) {
    return [].indexOf.call({ length: 2 ** 53 - 1 }, 1);
  }
}
