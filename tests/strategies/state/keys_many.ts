export class S {
  generate_signal(team, bars, prices) {
    const before = team.state ?? {};
    const state = {};
    for (let i = 0; i < 20_000; i++) state[i] = i;
    team.state = state;
    return [Object.keys(before).length || 20_000];
  }
}
