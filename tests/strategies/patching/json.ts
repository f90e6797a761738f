const broken = () => {
  throw new Error("patched");
};
JSON.parse = broken as any;
JSON.stringify = broken as any;
export class S {
  n = 0;
  generate_signal(team) {
    team.state = { n: ++this.n };
    console.log({ n: this.n });
    return { symbol: "AAPL", action: "buy", quantity: this.n, price: 1 };
  }
}
