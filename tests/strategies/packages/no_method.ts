export class S {
  generateSignals() {}
}
