export class S {
  generate_signal(team, bars, prices) {
    throw new Error("why\u0000\u001b[2J\u202e\r\n    at forged"); // here
  }
}
