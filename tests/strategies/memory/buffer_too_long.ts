export class S {
  generate_signal(team, bars, prices) {
    return new ArrayBuffer(2 ** 52).byteLength; // here
  }
}
