class Other {
  generate_signal() {
    return ["other"];
  }
}

export class S {
  generate_signal() {
    Object.setPrototypeOf(this, Other.prototype);
  }
}
