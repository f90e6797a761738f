export class S {
  generate_signal(team, bars, prices) {
    const link = () => ({ then: (take) => take(link()) });
    return link();
  }
}
