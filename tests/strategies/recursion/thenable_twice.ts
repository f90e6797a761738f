export class S {
  generate_signal(team, bars, prices) {
    return {
      then(take, refuse) {
        take(["first"]);
        take(["second"]);
        refuse(new Error("third"));
      },
    };
  }
}
