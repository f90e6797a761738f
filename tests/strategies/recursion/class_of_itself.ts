export class S extends S {
  generate_signal() {}
}
