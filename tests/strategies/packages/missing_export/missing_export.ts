import { rule } from "./rules.ts";
export class S {
  generate_signal() {
    return rule;
  }
}
