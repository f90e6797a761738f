export class S {
  generate_signal(team, bars, prices) {
    for (let i = 0; i < 10_000; i++) Promise.reject(i);
  }
}
