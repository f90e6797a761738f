export class S {
  generate_signal(team, bars, prices) {
    const before = team.state;
    team.state = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    );
    return [
      typeof {}.polluted,
      typeof Object.prototype.polluted,
      before === undefined || Object.hasOwn(before, "__proto__"),
    ];
  }
}
