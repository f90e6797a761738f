import text from "/etc/hostname" with { type: "text" };
export class S {
  generate_signal() {
    console.log(text);
  }
}
