export class S {
  generate_signal(team, bars, prices) {
    const much = new Uint8Array(900e6).fill(1);
    for (;;) much.fill(2);
  }
}
