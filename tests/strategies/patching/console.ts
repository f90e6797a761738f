const { log } = console;
(globalThis as any).console = { log: () => log("mine") };
export class S {
  generate_signal() {
    console.log("not this");
    Object.freeze(console);
    return null;
  }
}
