export class S {
  generate_signal(team, bars, prices) {
    Atomics.wait(new Int32Array(4), 0, 0); // here
  }
}
