export class S {
  generate_signal() {
    return [null, undefined, true, 0, "buy", Symbol("x"), () => {}, new Date(0), new Map([["symbol", "AAPL"]]), /x/, new Uint8Array(2), new Error("x"), new Proxy({}, {})];
  }
}
