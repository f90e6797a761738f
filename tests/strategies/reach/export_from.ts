export { readFileSync } from "node:fs";
export class S {
  generate_signal() {}
}
