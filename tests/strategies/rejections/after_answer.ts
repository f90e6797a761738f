export class S {
  async generate_signal() {
    const later = async () => {
      for (let i = 0; i < 50; i++) await null;
      throw new Error("after the answer");
    };
    later();
    return ["answer"];
  }
}
