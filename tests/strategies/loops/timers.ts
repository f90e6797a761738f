export class S {
  generate_signal(team, bars, prices) {
    setTimeout(() => this.generate_signal(), 0); // here
  }
}
