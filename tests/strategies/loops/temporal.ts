export class S {
  generate_signal(team, bars, prices) {
    if (typeof Temporal === "undefined") { for (;;); }
    const day = Temporal.PlainDate.from("2026-11-20").withCalendar("chinese");
    for (let i = 0;; i++) day.add({ months: i % 9000 }).month;
  }
}
