export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("out for 99 more minutes"); // here
    error.name = "QuarantineError";
    throw error;
  }
}
