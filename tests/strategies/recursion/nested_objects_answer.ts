export class S {
  generate_signal(team, bars, prices) {
    let nested = {};
    for (let i = 0; i < 8_000; i++) nested = { a: nested };
    return nested;
  }
}
