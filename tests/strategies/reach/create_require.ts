import { createRequire } from "node:module";
export class S {
  generate_signal() {
    console.log(createRequire("/")("fs"));
  }
}
