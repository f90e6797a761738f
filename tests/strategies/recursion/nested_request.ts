export class S {
  async generate_signal(team) {
    let nested = [];
    for (let i = 0; i < 1e5; i++) nested = [nested];
    return await team.api.getLastN(nested, 1);
  }
}
