export class S {
  minutes = 0;
  generate_signal(team) {
    const before = team.state ?? 0;
    team.state = before + 1;
    if (++this.minutes === 2) throw new RangeError("after"); // here
    if (this.minutes === 3) team.state = before;
    return [before];
  }
}
