export class S {
  generate_signal(team, bars, prices) {
    const loop = () => {
      for (;;);
    };
    const error = new Error("why"); // here
    for (
      const name of [
        "then",
        "toJSON",
        "toString",
        "cause",
        "errors",
        "constructor",
        "valueOf",
        Symbol.toPrimitive,
        Symbol.toStringTag,
      ]
    ) {
      Object.defineProperty(error, name, { get: loop });
    }
    throw error;
  }
}
