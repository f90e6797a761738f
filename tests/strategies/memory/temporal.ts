export class S {
  generate_signal(team, bars, prices) {
    if (typeof Temporal === "undefined") {
      for (const kept = [];;) kept.push([1]);
    }
    const kept = [];
    const day = Temporal.PlainDateTime.from("2026-11-20T14:30");
    for (let i = 0;; i++) kept.push(day.add({ seconds: i }));
  }
}
