export class S {
  kept = [];
  generate_signal() {
    // With about 70 MB of its own: 115, 160, 205, and 280.
    const pages = new Uint8Array(this.kept.length < 3 ? 45e6 : 75e6);
    for (let i = 0; i < pages.length; i += 4096) pages[i] = 1;
    this.kept.push(pages);
  }
}
