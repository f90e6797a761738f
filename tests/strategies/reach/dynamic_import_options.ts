export class S {
  async generate_signal() {
    await import("/data/api_keys.json", { with: { type: "json" } });
  }
}
