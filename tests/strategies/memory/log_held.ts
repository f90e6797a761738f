export class S {
  generate_signal(team, bars, prices) {
    console.log("x".repeat(2 ** 25));
    console.log("x".repeat(2 ** 25));
  }
}
