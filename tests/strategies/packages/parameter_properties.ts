export class S {
  constructor(private readonly params: Record<string, unknown>, public quantity = 2) {}
  generate_signal(): object;
  generate_signal(this: S) {
    const price = (<any> 3) as unknown as number;
    return { symbol: "AAPL", action: "buy", quantity: this.quantity!, price } satisfies object;
  }
}
