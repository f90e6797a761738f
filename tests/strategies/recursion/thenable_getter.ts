export class S {
  generate_signal(team, bars, prices) {
    return {
      get then() {
        return (take) => take(this);
      },
    };
  }
}
