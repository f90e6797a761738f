export class S {
  generate_signal(team, bars, prices) {
    console.log(
      "\ud800",
      NaN,
      -0,
      1n,
      Symbol("s"),
      undefined,
      null,
      [1, NaN],
      new Error("why"),
      () => 1,
    );
  }
}
