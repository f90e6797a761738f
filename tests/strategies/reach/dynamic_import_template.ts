const scheme = "file";
export class S {
  async generate_signal() {
    await import(`${scheme}:///etc/hostname`);
  }
}
