let late;
export class S {
  n = 0;
  async generate_signal(team) {
    this.n++;
    if (this.n === 1) {
      const { api } = team;
      late = async () => {
        const answer = await api.getLastN("AAPL", 1);
        return answer.close.length;
      };
      new Promise((done) => (this.done = done)).then(() => late());
      return null;
    }
    this.done();
    const own = await team.api.getLastN("AAPL", 1);
    return { symbol: "AAPL", action: "buy", quantity: own.close.length, price: await late() };
  }
}
