export class S {
  async generate_signal(team) {
    Error.stackTraceLimit = Infinity;
    await team.api.getLastN("AAPL", 1);
    const { stack } = new Error("here");
    Object.defineProperty(Error, "stackTraceLimit", { get: () => ({ valueOf: () => 5 }), set() {}, configurable: true });
    const none = new Error("there").stack;
    console.log(typeof stack, stack.startsWith("Error: here\n    at "), typeof none);
  }
}
