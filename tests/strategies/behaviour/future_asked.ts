export class S {
  async generate_signal(team) {
    const later = await team.api.getRange(
      "AAPL",
      new Date(Date.now()),
      "2027-01-01",
    );
    const all = await team.api.getRange("AAPL", "2020-01-01", "2030-01-01");
    return [later.close.length, all.close.length];
  }
}
