export class S {
  generate_signal(team, bars, prices) {
    Promise.reject(new Error("late"));
    Promise.reject();
    Promise.reject(null);
    (async () => {
      throw new Error("alone");
    })();
  }
}
