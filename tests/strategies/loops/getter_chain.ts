export class S {
  generate_signal(team, bars, prices) {
    const link = () => ({
      get next() {
        return link();
      },
    });
    return link();
  }
}
