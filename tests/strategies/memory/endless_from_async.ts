export class S {
  async generate_signal() {
    async function* numbers() {
      for (;;) yield new Array(1000).fill(0.5);
    }
    return await Array.fromAsync(numbers());
  }
}
