export class S {
  kept = [];
  generate_signal() {
    for (let i = 0; i < 130; i++) this.kept.push(new Uint8Array(1e6).fill(1));
    for (let i = 0; i < 1e8; i++);
  }
}
