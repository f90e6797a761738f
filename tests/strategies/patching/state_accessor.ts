export class S {
  generate_signal(team) {
    let reads = 0;
    Object.defineProperty(team, "state", { get: () => ({ reads: ++reads }) });
    return null;
  }
}
