const __defProp = 1, __export = 2, __toCommonJS = 3, strategy = 4, strategy_exports = 5, __copyProps = 6, require_strategy = 7;
export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: __defProp + __export + __toCommonJS + strategy + strategy_exports + __copyProps + require_strategy, price: 1 };
  }
}
