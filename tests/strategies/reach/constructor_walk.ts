export class S {
  async generate_signal(team, bars, prices) {
    let error;
    try {
      null.x;
    } catch (thrown) {
      error = thrown;
    }
    const promise = team.api.getLastN("AAPL", 2);
    const answer = await promise;
    const refusal = await team.api.getDay("NONE", "2026-11-20").catch((thrown) => thrown);
    const starts = { team, bars, prices, error, promise, answer, refusal, api: team.api, method: team.api.getDay, log: console.log, close: bars.AAPL.close, self: this, open: team.open_orders, params: team.params, args: arguments, date: new Date(), column: answer.close };
    const found = [];
    for (const [name, value] of Object.entries(starts)) {
      const maker = value.constructor.constructor;
      if (maker !== Function && value.constructor !== Function) found.push(name);
      try {
        maker("return globalThis")();
        found.push(name + " made");
      } catch (thrown) {
        if (!(thrown instanceof EvalError)) found.push(name + " " + thrown);
      }
    }
    console.log("foreign:", found.join());
  }
}
