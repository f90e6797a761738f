const said: string[] = [];
export class S {
  generate_signal() {
    {
      using each = { [Symbol.dispose]: () => said.push("disposed") };
      said.push(typeof each);
    }
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: said.slice(0, 2).join() };
  }
}
