export class S {
  async generate_signal() {
    const down = async (n) => await down(n + 1);
    return await down(0);
  }
}
