export class S {
  generate_signal(team, bars, prices) {
    const never = new Promise(() => {});
    const kept = [];
    for (;;) kept.push(never.then(() => kept));
  }
}
