export class T {
  generate_signal() {}
}
