export class S {
  generate_signal() {
    console.log("a\u0000b\u001b[31mred\r\n\u202e\u2028\ufeff");
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: "a\u0000b\u001b[31mred\r\n\u202e\u2028\ufeff" };
  }
}
