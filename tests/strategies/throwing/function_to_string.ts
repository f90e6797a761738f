export class S {
  generate_signal(team, bars, prices) {
    const thrown = () => {};
    thrown.toString = () => {
      throw thrown;
    };
    throw thrown;
  }
}
