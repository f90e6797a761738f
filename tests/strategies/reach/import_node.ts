import { readFileSync } from "node:fs";
export class S {
  generate_signal() {
    console.log(readFileSync("/etc/passwd", "utf8"));
  }
}
