throw undefined;
export class S {
  generate_signal() {}
}
