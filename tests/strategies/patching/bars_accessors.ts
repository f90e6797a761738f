export class S {
  generate_signal(team, bars) {
    const { get, set } = Object.getOwnPropertyDescriptor(bars.AAPL, "close")!;
    const others = [{}, [], globalThis, bars, team, null, undefined, 5, new Proxy(bars.AAPL, {}), Object.create(bars.AAPL)];
    const said = others.map((each) => {
      try {
        set!.call(each, [1]);
        return typeof get!.call(each);
      } catch (error) {
        return error.name;
      }
    });
    return { symbol: "AAPL", action: "buy", quantity: bars.AAPL.close.length, price: get!.call(bars.BTC).length, reason: [...new Set(said)].join() };
  }
}
