export class S {
  generate_signal(team, bars, prices) {
    throw Object.create(null);
  }
}
