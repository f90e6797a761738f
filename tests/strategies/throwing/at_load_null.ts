throw null;

export class S {
  generate_signal() {}
}
