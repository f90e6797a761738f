export class S {
  generate_signal(team, bars, prices) {
    Promise.resolve().then(() => {
      throw new Error("in a microtask");
    });
    return ["answer"];
  }
}
