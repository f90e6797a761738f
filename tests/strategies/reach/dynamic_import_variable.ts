export class S {
  async generate_signal(team) {
    return await import(["node", team.id.slice(0, 0) + "fs"].join(":"));
  }
}
