export class S {
  async generate_signal() {
    console.log("before");
    await new Promise(() => {});
    console.log("after");
  }
}
