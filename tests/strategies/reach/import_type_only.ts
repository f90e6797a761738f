import type { Stats } from "node:fs";
export class S {
  generate_signal() {
    const stats: Stats | undefined = undefined;
    console.log(typeof stats);
  }
}
