export class S {
  generate_signal() {
    const text = "x".repeat(1e6);
    for (let i = 0; i < 1000; i++) console.log(text, text, text);
    console.log("never seen");
    return null;
  }
}
