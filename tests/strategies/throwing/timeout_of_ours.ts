export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("the strategy did not answer within 5 s");
    error.name = "TimeoutError";
    throw error;
  }
}
