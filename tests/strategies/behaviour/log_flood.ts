export class S {
  generate_signal(team, bars, prices) {
    for (let i = 0; i < 1e6; i++) console.log("a line");
  }
}
