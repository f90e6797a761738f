export class S {
  generate_signal(team, bars, prices) {
    const before = [Date.now(), new Date().getTime()];
    for (let i = 0; i < 2e7; i++);
    const clock = typeof Temporal === "undefined"
      ? Date.now()
      : Temporal.Now.instant().epochMilliseconds;
    return [before[0] === Date.now(), before[1] === clock];
  }
}
