export class S {
  generate_signal(team, bars, prices) {
    return Array.prototype.reverse.call({ length: 2 ** 53 - 1 });
  }
}
