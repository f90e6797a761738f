import defer * as fs from "node:fs";
export class S {
  generate_signal() {
    console.log(fs.readFileSync("/etc/hostname", "utf8"));
  }
}
