export class S {
  async generate_signal(team) {
    globalThis.Promise = class {
      constructor() {
        throw new Error("patched");
      }
    };
    const { close } = await team.api.getLastN("AAPL", 5);
    return [close.length];
  }
}
