export class S {
  generate_signal(team, bars, prices) {
    JSON.parse = () => ({ forged: true });
    JSON.stringify = () => '{"forged":true}';
    const before = team.state;
    team.state = { a: 1 };
    return [before ?? { a: 1 }];
  }
}
