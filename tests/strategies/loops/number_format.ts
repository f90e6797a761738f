export class S {
  generate_signal(team, bars, prices) {
    for (;;) {
      (123456.789).toLocaleString("ar-EG", {
        style: "currency",
        currency: "EGP",
      });
    }
  }
}
