class Own {
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: bars.AAPL.close.length };
  }
}
export const S = new Proxy(Own, {
  construct: (target, args, asked) => {
    console.log("constructed", args.length, asked === S);
    return Reflect.construct(target, args);
  },
});
