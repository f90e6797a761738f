export class S {
  generate_signal(team, bars, prices) {
    const object = {
      toString() {
        return `${this}`;
      },
    };
    return String(object);
  }
}
