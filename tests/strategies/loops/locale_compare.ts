export class S {
  generate_signal(team, bars, prices) {
    const [one, two] = ["ä".repeat(1e6) + "a", "ä".repeat(1e6) + "b"];
    for (;;) one.localeCompare(two, "de");
  }
}
