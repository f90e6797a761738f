export class S {
  async generate_signal() {
    if (false) await import("node:fs");
    console.log("ran");
  }
}
