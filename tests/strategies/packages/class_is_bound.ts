function Own() {}
Own.prototype.generate_signal = () => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1 });
export const S = Own.bind(null);
