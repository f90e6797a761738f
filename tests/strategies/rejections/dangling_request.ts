export class S {
  generate_signal(team, bars, prices) {
    team.api.getLastN("AAPL", 1).then(() => {
      throw new Error("too late");
    });
    return ["not waited"];
  }
}
