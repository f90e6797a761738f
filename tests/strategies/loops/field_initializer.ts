export class S {
  value = (() => {
    for (;;);
  })();
  generate_signal() {}
}
