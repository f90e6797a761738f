import secret from "file:///etc/hostname";
export class S {
  generate_signal() {
    console.log(secret);
  }
}
