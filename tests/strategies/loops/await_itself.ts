export class S {
  generate_signal() {
    const wait = async () => {
      await null;
      return await this.self;
    };
    return this.self = wait();
  }
}
