export class S {
  generate_signal() {
    return {
      get symbol() {
        for (;;);
      },
    };
  }
}
