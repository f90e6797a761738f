export class S {
  generate_signal(team, bars, prices) {
    let last;
    for (;;) last = { last, at: 1 };
  }
}
