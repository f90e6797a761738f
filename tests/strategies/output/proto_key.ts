export class S {
  generate_signal() {
    const fields = JSON.parse('{"symbol":"AAPL","action":"buy","quantity":1,"price":1,"__proto__":{"quantity":5}}');
    const lacking = JSON.parse('{"symbol":"AAPL","action":"buy","__proto__":{"quantity":5,"price":1}}');
    return [fields, lacking];
  }
}
