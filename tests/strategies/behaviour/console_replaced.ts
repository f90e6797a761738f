export class S {
  generate_signal(team, bars, prices) {
    globalThis.console = { log() {} };
    console.log("nobody");
  }
}
