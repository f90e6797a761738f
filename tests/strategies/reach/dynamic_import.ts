export class S {
  async generate_signal() {
    const { readFileSync } = await import("node:fs");
    console.log(readFileSync("/etc/hostname", "utf8"));
  }
}
