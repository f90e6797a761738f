export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why"); // here
    error.name = "";
    throw error;
  }
}
