export class S {
  generate_signal() {
    this.kept?.catch(() => {});
    this.kept = Promise.reject(new Error("kept"));
    return ["caught"];
  }
}
