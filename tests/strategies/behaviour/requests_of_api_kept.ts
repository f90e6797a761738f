export class S {
  async generate_signal(team) {
    this.api ??= team.api;
    const { close } = await this.api.getLastN("AAPL", 3);
    return [close.length];
  }
}
