export class S {
  async generate_signal(team) {
    const { close } = await team.api.getLastN("AAPL", 3);
    return close.missing.length; // here
  }
}
