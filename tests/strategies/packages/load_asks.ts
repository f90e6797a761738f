const there = [typeof team, typeof bars, typeof api, Date.now() > 0, Math.random() < 1];
export class S {
  generate_signal() {
    console.log(there.join());
  }
}
