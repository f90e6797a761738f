export class S {
  async generate_signal() {
    async function* numbers() {
      try {
        yield 1;
      } finally {
        Promise.reject(new Error("left"));
      }
    }
    for await (const number of numbers()) return [number];
  }
}
