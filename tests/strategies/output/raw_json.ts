export class S {
  generate_signal() {
    const raw = (JSON as any).rawJSON;
    return ["1e999", "-1e999", "-0", "1e-999", "9007199254740993", "0.10000000000000000000000000001", "1E+2"].map((text) => ({ symbol: "AAPL", action: "buy", quantity: raw(text), price: 1 }));
  }
}
