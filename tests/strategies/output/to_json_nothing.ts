export class S {
  generate_signal() {
    return [{ toJSON: () => undefined }, { toJSON: () => null }, { toJSON: () => () => {} }, { toJSON: () => Symbol() }];
  }
}
