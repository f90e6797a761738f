export class S {
  constructor() {
    return Promise.resolve({ generate_signal: () => null }) as any;
  }
  generate_signal() {}
}
