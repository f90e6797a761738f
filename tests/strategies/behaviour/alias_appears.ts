export class S {
  generate_signal() {
    this.generate_signal = undefined;
    this.generateSignal = () => ["alias"];
  }
}
