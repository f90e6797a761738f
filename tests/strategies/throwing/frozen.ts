export class S {
  generate_signal(team, bars, prices) {
    throw Object.freeze(new TypeError("frozen")); // here
  }
}
