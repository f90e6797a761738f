export class S {
  generate_signal() {
    console.log(require("node:fs").readFileSync("/etc/hostname", "utf8"));
  }
}
