export class S {
  generate_signal(team, bars, prices) {
    return Array.prototype.join.call({ length: 2 ** 32 - 2 }, "");
  }
}
