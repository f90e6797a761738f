export class S {
  generate_signal(team, bars, prices) {
    for (;;) {
      new Date("Fri Nov 20 2026 09:30:00 GMT-0500 (" + "x".repeat(1e5) + ")");
    }
  }
}
