import { three } from "./lib/three.ts";
import { one } from "./one";
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: one + three, price: 1 };
  }
}
