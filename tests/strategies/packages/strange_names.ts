const аpple = 1, apple = 2, \u{61}bc = 3, ℮ = 4, 𠮷 = 5, a‌b = 6;
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: аpple + apple + abc + ℮ + 𠮷 + a‌b, price: 1 };
  }
}
