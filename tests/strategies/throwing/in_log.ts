export class S {
  generate_signal(team, bars, prices) {
    const cycle = {};
    cycle.cycle = cycle;
    console.log(
      cycle,
      new Proxy({}, {
        get() {
          throw new Error("trap");
        },
      }),
      {
        toJSON() {
          throw new Error("no");
        },
      },
    );
  }
}
