export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) kept.push(Symbol.for("a name of its own " + i));
  }
}
