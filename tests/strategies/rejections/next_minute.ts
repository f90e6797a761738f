export class S {
  minutes = 0;
  generate_signal() {
    this.refuse?.(new Error("of the minute before"));
    new Promise((_, refuse) => this.refuse = refuse);
    return [this.minutes++];
  }
}
