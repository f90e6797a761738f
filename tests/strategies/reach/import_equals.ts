import fs = require("node:fs");
export class S {
  generate_signal() {
    console.log(fs.readFileSync("/etc/hostname", "utf8"));
  }
}
