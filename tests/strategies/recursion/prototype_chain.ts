export class S {
  generate_signal(team, bars, prices) {
    let last = { value: "found" };
    for (let i = 0; i < 1e4; i++) last = Object.create(last);
    return [last.value];
  }
}
