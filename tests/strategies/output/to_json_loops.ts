export class S {
  generate_signal() {
    return {
      toJSON() {
        for (;;);
      },
    };
  }
}
