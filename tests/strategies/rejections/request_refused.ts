export class S {
  async generate_signal(team) {
    return await team.api.getLastN("GME", 1);
  }
}
