export class S {
  generate_signal(team, bars, prices) {
    let error = new Error("first");
    for (let i = 0; i < 1e5; i++) error = { cause: error };
    throw new Error("last", { cause: error }); // here
  }
}
