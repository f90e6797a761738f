export class S {
  generate_signal(team, bars, prices) {
    const answer = () => {};
    answer.then = (take) => take(["never"]);
    return [answer].filter((each) => typeof each !== "function");
  }
}
