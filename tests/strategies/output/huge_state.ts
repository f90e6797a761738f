export class S {
  n = 0;
  generate_signal(team) {
    team.state = ++this.n === 1 ? { small: true } : "x".repeat(300_000);
  }
}
