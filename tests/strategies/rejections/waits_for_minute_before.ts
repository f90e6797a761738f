export class S {
  generate_signal(team) {
    return this.kept ??= new Promise(() => team.api.getLastN("AAPL", 1));
  }
}
