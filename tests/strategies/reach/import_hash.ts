import "#secret";
export class S {
  generate_signal() {}
}
