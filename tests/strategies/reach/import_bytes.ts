import bytes from "./../../../../etc/hostname" with { type: "bytes" };
export class S {
  generate_signal() {
    console.log(bytes);
  }
}
