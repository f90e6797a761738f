class S {
  generate_signal() {}
}
new S().generate_signal();
