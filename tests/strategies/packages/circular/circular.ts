import { other } from "./other.ts";
export const own = 1;
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: other() + own, price: 1 };
  }
}
