export class S {
  generate_signal(team, bars, prices) {
    let nested = [];
    for (let i = 0; i < 100_000; i++) nested = [nested];
    const before = team.state;
    team.state = nested;
    return [before === undefined || Array.isArray(before)];
  }
}
