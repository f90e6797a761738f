export class S {
  async generate_signal() {
    await import("./dynamic_import_own.ts");
  }
}
