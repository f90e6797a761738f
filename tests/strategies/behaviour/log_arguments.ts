export class S {
  generate_signal(team, bars, prices) {
    console.log(...Array.from({ length: 1e5 }, (_, i) => i));
  }
}
