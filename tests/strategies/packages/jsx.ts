export class S {
  generate_signal() {
    return <Signal symbol="AAPL" />;
  }
}
