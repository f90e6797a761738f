export class S {
  async generate_signal() {
    await import.source("node:fs");
  }
}
