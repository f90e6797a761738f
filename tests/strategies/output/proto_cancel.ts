export class S {
  generate_signal() {
    return [JSON.parse('{"cancel":"1","__proto__":{"x":1}}'), { cancel: { toString: 1 } }, { cancel: "x".repeat(61) }, { cancel: null }, { cancel: "../../1" }];
  }
}
