export class S {
  generate_signal(team, bars, prices) {
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return new WebAssembly.Module(bytes); // here
  }
}
