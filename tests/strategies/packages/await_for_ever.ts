await new Promise(() => {});
export class S {
  generate_signal() {}
}
