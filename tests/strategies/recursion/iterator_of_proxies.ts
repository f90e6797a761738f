export class S {
  generate_signal(team, bars, prices) {
    const answer = new Proxy({}, {
      get: (_, name) => name === "done" ? false : answer,
    });
    for (const each of { [Symbol.iterator]: () => ({ next: () => answer }) }) {
      if (each === null) return [];
    }
  }
}
