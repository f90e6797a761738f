export class S {
  generate_signal() {}
}
