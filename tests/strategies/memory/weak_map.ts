export class S {
  generate_signal(team, bars, prices) {
    const held = new WeakMap();
    const kept = [];
    for (;;) {
      const key = {};
      held.set(key, new Array(100).fill(key));
      kept.push(key);
    }
  }
}
