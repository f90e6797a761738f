export class S {
  generate_signal(team, bars, prices) {
    return new Promise(() => {});
  }
}
