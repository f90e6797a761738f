export class S {
  generate_signal() {}
}
/* and nothing else
