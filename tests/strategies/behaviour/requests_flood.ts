export class S {
  async generate_signal(team) {
    const asked = Array.from(
      { length: 100 },
      () => team.api.getLastN("AAPL", 1),
    );
    const ended = await Promise.allSettled(asked);
    const good = ended.filter(({ status }) => status === "fulfilled").length;
    return [good, 100 - good];
  }
}
