const undefined = 1, Object = 2, JSON = 3, globalThis = 4, Symbol = 5, Array = 6, Promise = 7, Error = 8;
export class S {
  generate_signal() {
    return [undefined + Object + JSON + globalThis + Symbol + Array + Promise + Error].map((quantity) => ({ symbol: "AAPL", action: "buy", quantity, price: 1 }));
  }
}
