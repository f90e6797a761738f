const one = await 1;
export class S {
  generate_signal() {
    return one;
  }
}
