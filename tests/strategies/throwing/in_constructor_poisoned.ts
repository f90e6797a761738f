export class S {
  constructor() {
    throw {
      get message() {
        throw null;
      },
    };
  }
  generate_signal() {}
}
