export class S {
  generate_signal(team, bars, prices) {
    if (team.state === "seen") { for (;;); }
    team.state = "seen";
  }
}
