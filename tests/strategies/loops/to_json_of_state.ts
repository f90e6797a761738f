export class S {
  generate_signal(team, bars, prices) {
    team.state = {
      toJSON() {
        for (;;);
      },
    };
    return [];
  }
}
