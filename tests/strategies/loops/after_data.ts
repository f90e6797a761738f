export class S {
  async generate_signal(team) {
    const { close } = await team.api.getLastN("AAPL", 5);
    for (;;) close.reverse();
  }
}
