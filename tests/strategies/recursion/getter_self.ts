export class S {
  generate_signal(team, bars, prices) {
    const object = {
      get value() {
        return this.value;
      },
    };
    return object.value;
  }
}
