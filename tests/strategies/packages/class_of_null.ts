export class S extends null {
  generate_signal() {}
}
