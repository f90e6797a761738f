export class S {
  async generate_signal(team) {
    for (let i = 0; i < 21; i++) await team.api.getLastN("AAPL", 1); // here
  }
}
