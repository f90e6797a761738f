export class S {
  generate_signal(team, bars, prices) {
    throw [1, 2, 3];
  }
}
