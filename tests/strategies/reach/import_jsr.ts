import { join } from "jsr:@std/path";
export class S {
  generate_signal() {
    console.log(join("a", "b"));
  }
}
