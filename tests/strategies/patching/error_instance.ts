Object.defineProperty(Error, Symbol.hasInstance, { value: () => true });
Object.defineProperty(Date, Symbol.hasInstance, { value: () => true });
export class S {
  async generate_signal(team) {
    console.log({ name: "no error", message: { toString: () => "of mine" } });
    const said = await team.api.getDay("AAPL", {}).catch((error) => error.constructor.name);
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: said };
  }
}
