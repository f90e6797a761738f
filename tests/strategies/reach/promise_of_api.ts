export class S {
  async generate_signal(team) {
    const asked = [team.api.getLastN("AAPL", 1), team.api.getLastN("NONE", 1), team.api.getLastN(Symbol(), 1), team.api.getLastN("AAPL", 10n), team.api.getDay("AAPL", { toString: () => "2026-11-20" })];
    const said = [];
    for (const promise of asked) {
      said.push(promise.constructor === Promise && Object.getPrototypeOf(promise) === Promise.prototype);
      const error = await promise.then(() => undefined, (thrown) => thrown);
      said.push(error === undefined ? "answer" : error instanceof Error && error.constructor.constructor === Function ? error.name : "foreign");
    }
    console.log(said.join());
  }
}
